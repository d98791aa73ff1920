// Jobs of the serve loop: one at a time on one thread, each with its stop token and its pause switch.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace rotorscope {

/// What the window can do to a job from outside.
class JobControl {
 public:
  void cancel();
  void pause();
  void resume();
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// Returns when the job is not paused or was cancelled.
  void wait_while_paused();

 private:
  std::stop_source source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool paused_ = false;
};

/// Runs jobs in the order in which they came.
class JobRunner {
 public:
  using Work = std::function<void(const std::shared_ptr<JobControl>&)>;
  JobRunner();
  /// Cancels what runs and what waits, and waits for the thread.
  ~JobRunner();
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  void add(std::int64_t id, Work work);
  /// The control of a job that runs or waits; null for any other.
  std::shared_ptr<JobControl> find(std::int64_t id);

 private:
  struct Job {
    std::int64_t id = 0;
    Work work;
    std::shared_ptr<JobControl> control;
  };
  void run();

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> waiting_;
  std::map<std::int64_t, std::shared_ptr<JobControl>> known_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace rotorscope
