// Progress of an operation that does the same many times over: of all of it, not of the part that is under way.
#pragma once

#include "core/protocol/reporter.h"

#include <chrono>
#include <string>

namespace rotorscope {

/// Give it to each part in place of the operation's own reporter. The first part moves on as the part itself says; how
/// long it took tells how far the later ones are.
class PartReporter final : public Reporter {
 public:
  /// `name` of a part, e.g. "Seed" for "Seed 3 of 10: Measuring perplexity".
  PartReporter(Reporter& whole, std::string name, std::int64_t parts)
      : whole_(whole), name_(std::move(name)), parts_(parts) {}

  /// The next part begins, from 1.
  void begin_part();

  void advance(std::int64_t done, std::int64_t total, const std::string& activity) override;
  void log(const std::string& line) override { whole_.log(line); }
  void partial(std::string_view kind, const nlohmann::json& body) override { whole_.partial(kind, body); }
  void wait_while_paused(std::stop_token stop) override { whole_.wait_while_paused(stop); }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::int64_t steps = 10'000;  ///< of a part

  Reporter& whole_;
  std::string name_;
  std::int64_t parts_;
  std::int64_t part_ = 0;
  Clock::time_point begin_, part_begin_;
};

}  // namespace rotorscope
