#include "tests/app/stall_watch.h"

#include <QCoreApplication>
#include <chrono>
#include <condition_variable>
#include <memory>

namespace rotorscope {
namespace {

using Clock = std::chrono::steady_clock;

struct Answer {
  std::mutex mutex;
  std::condition_variable came;
  bool there = false;
};

}  // namespace

StallWatch::StallWatch() : thread_([this] { watch(); }) {}

StallWatch::~StallWatch() {
  stop_ = true;
  thread_.join();
}

void StallWatch::doing(const QString& what) {
  const std::lock_guard lock(mutex_);
  doing_ = what;
}

double StallWatch::longest_ms() const {
  const std::lock_guard lock(mutex_);
  return longest_ms_;
}

QString StallWatch::longest_during() const {
  const std::lock_guard lock(mutex_);
  return longest_during_;
}

void StallWatch::watch() {
  while (!stop_) {
    auto answer = std::make_shared<Answer>();
    const auto asked = Clock::now();
    const bool was_paused = paused_;
    QString during;
    {
      const std::lock_guard lock(mutex_);
      during = doing_;
    }
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [answer] {
          const std::lock_guard lock(answer->mutex);
          answer->there = true;
          answer->came.notify_one();
        },
        Qt::QueuedConnection);
    std::unique_lock lock(answer->mutex);
    while (!answer->there && !stop_) answer->came.wait_for(lock, std::chrono::milliseconds(50));
    const double took = std::chrono::duration<double, std::milli>(Clock::now() - asked).count();
    if (!was_paused && !paused_ && answer->there) {
      const std::lock_guard figures(mutex_);
      if (took > longest_ms_) {
        longest_ms_ = took;
        longest_during_ = during;
      }
    }
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace rotorscope
