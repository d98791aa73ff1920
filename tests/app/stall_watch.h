// Measures how long the window's thread does not answer: a second thread asks it every few milliseconds.
#pragma once

#include <QString>
#include <atomic>
#include <mutex>
#include <thread>

#include <time.h>

namespace rotorscope {

class StallWatch {
 public:
  /// Made and destroyed on the window's thread.
  StallWatch();
  ~StallWatch();
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

  /// Names what is being done now, for the report.
  void doing(const QString& what);
  /// While the test itself blocks the thread, e.g. to take a picture.
  void pause(bool paused) { paused_ = paused; }
  [[nodiscard]] double longest_ms() const;
  /// The longest, counting only the time in which the window's thread had a processor: other programs do not lengthen
  /// it.
  [[nodiscard]] double longest_busy_ms() const;
  /// What was being done in the longest stall.
  [[nodiscard]] QString longest_during() const;

 private:
  void watch();

  mutable std::mutex mutex_;
  QString doing_, longest_during_;
  double longest_ms_ = 0, longest_busy_ms_ = 0;
  clockid_t thread_clock_{};  ///< of the window's thread
  std::atomic<bool> stop_{false};
  std::atomic<bool> paused_{false};
  std::thread thread_;
};

}  // namespace rotorscope
