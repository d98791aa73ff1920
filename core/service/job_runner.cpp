#include "core/service/job_runner.h"

namespace rotorscope {

void JobControl::cancel() {
  source_.request_stop();
  resume();
}

void JobControl::pause() {
  const std::lock_guard lock(mutex_);
  paused_ = true;
}

void JobControl::resume() {
  {
    const std::lock_guard lock(mutex_);
    paused_ = false;
  }
  changed_.notify_all();
}

void JobControl::wait_while_paused() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !paused_ || source_.stop_requested(); });
}

JobRunner::JobRunner() : thread_([this] { run(); }) {}

JobRunner::~JobRunner() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (auto& [id, control] : known_) control->cancel();
  }
  wake_.notify_all();
  thread_.join();
}

void JobRunner::add(std::int64_t id, Work work) {
  {
    const std::lock_guard lock(mutex_);
    auto control = std::make_shared<JobControl>();
    known_[id] = control;
    waiting_.push_back({id, std::move(work), std::move(control)});
  }
  wake_.notify_one();
}

std::shared_ptr<JobControl> JobRunner::find(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(id);
  return found == known_.end() ? nullptr : found->second;
}

void JobRunner::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Job job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job.work(job.control);
    lock.lock();
    known_.erase(job.id);
  }
}

}  // namespace rotorscope
