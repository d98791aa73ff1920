// A job's progress as frames, with the time left, and not more of them than a person can see.
#pragma once

#include "core/protocol/reporter.h"
#include "core/service/frame_writer.h"
#include "core/service/job_runner.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace rotorscope {

class JobReporter final : public Reporter {
 public:
  JobReporter(FrameWriter& writer, std::int64_t id, std::shared_ptr<JobControl> control)
      : writer_(writer), id_(id), control_(std::move(control)) {}

  void advance(std::int64_t done, std::int64_t total, const std::string& activity) override;
  void log(const std::string& line) override;
  void partial(std::string_view kind, const nlohmann::json& body) override;
  void wait_while_paused(std::stop_token stop) override;
  /// Sends what was held back.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void send(std::int64_t done, std::int64_t total);

  FrameWriter& writer_;
  std::int64_t id_;
  std::shared_ptr<JobControl> control_;
  std::string activity_;
  Clock::time_point activity_begin_, last_sent_;
  std::int64_t first_done_ = 0, held_done_ = 0, held_total_ = -1;
  bool held_ = false;
};

}  // namespace rotorscope
