// Progress on standard error: a bar on a terminal, plain lines otherwise.
#pragma once

#include "core/protocol/reporter.h"

#include <chrono>
#include <functional>
#include <string>

namespace rotorscope::cli {

class TerminalReporter final : public Reporter {
 public:
  /// `on_partial` sees partial results; it may be empty.
  explicit TerminalReporter(std::function<void(std::string_view, const nlohmann::json&)> on_partial = {});
  ~TerminalReporter() override;

  void advance(std::int64_t done, std::int64_t total, const std::string& activity) override;
  void log(const std::string& line) override;
  void partial(std::string_view kind, const nlohmann::json& body) override;
  void wait_while_paused(std::stop_token) override {}
  /// Ends an open bar, so that what follows starts on a line of its own.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  void draw(std::int64_t done, std::int64_t total);

  std::function<void(std::string_view, const nlohmann::json&)> on_partial_;
  bool terminal_;
  bool bar_open_ = false;
  std::string activity_;
  std::int64_t first_done_ = 0, done_ = 0, total_ = -1;
  Clock::time_point begin_, last_;
};

}  // namespace rotorscope::cli
