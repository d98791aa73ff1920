// Progress of a job whose partial results travel as protocol structs, and which can be paused.
#pragma once

#include "core/base/progress.h"

#include <stop_token>
#include <string_view>

#include <nlohmann/json.hpp>

namespace rotorscope {

class Reporter : public Progress {
 public:
  /// A partial result, e.g. kind "learn_step" with a LearnStep.
  virtual void partial(std::string_view kind, const nlohmann::json& body) = 0;
  /// Returns at once, or when the user lets a paused job go on or cancels it.
  virtual void wait_while_paused(std::stop_token stop) = 0;
};

/// Ignores everything.
class NoReport final : public Reporter {
 public:
  void advance(std::int64_t, std::int64_t, const std::string&) override {}
  void log(const std::string&) override {}
  void partial(std::string_view, const nlohmann::json&) override {}
  void wait_while_paused(std::stop_token) override {}
};

}  // namespace rotorscope
