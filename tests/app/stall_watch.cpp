#include "tests/app/stall_watch.h"

#include <QCoreApplication>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>

#include <pthread.h>

namespace rotorscope {
namespace {

using Clock = std::chrono::steady_clock;

struct Answer {
  std::mutex mutex;
  std::condition_variable came;
  bool there = false;
};

double milliseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

}  // namespace

StallWatch::StallWatch() {
  pthread_getcpuclockid(pthread_self(), &thread_clock_);
  thread_ = std::thread([this] { watch(); });
}

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

double StallWatch::longest_busy_ms() const {
  const std::lock_guard lock(mutex_);
  return longest_busy_ms_;
}

QString StallWatch::longest_during() const {
  const std::lock_guard lock(mutex_);
  return longest_during_;
}

void StallWatch::watch() {
  while (!stop_) {
    auto answer = std::make_shared<Answer>();
    const auto asked = Clock::now();
    const double busy_before = milliseconds(thread_clock_);
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
      const double busy = milliseconds(thread_clock_) - busy_before;
      const std::lock_guard figures(mutex_);
      longest_busy_ms_ = std::max(longest_busy_ms_, busy);
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
