// How a long operation tells its caller what it is doing, without knowing who that is.
#pragma once

#include <cstdint>
#include <string>

namespace rotorscope {

/// Receives progress and partial results of one operation. Called from the operation's thread, often; be quick.
class Progress {
 public:
  Progress() = default;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  virtual ~Progress() = default;

  /// `done` of `total` units (0 where the total is not known), and what is being done now, e.g. "Reading layer 3".
  virtual void advance(std::int64_t done, std::int64_t total, const std::string& activity) = 0;
  /// One line for the log.
  virtual void log(const std::string& line) = 0;
};

/// Ignores everything.
class NoProgress final : public Progress {
 public:
  void advance(std::int64_t, std::int64_t, const std::string&) override {}
  void log(const std::string&) override {}
};

}  // namespace rotorscope
