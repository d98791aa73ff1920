// Timing two pieces of work side by side. A machine's speed drifts by tens of percent within seconds (other programs,
// clock rates), so the two are run in turns, and each pair gives a ratio of its own.
#pragma once

#include "core/base/result.h"
#include "core/protocol/bench.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace rotorscope {

/// What a row asks for: a ratio of times.
struct Goal {
  enum class Kind { at_most, at_least, none };
  Kind kind = Kind::at_most;  ///< at_most: ours / limit; at_least: limit / ours; none: ours / limit, only to be known
  double value = 1;

  /// "≤ 2"; empty where there is none.
  [[nodiscard]] std::string text() const;
};

/// The seconds of one turn each.
struct PairSeconds {
  double ours = 0;
  double limit = 0;
};

/// One turn of each; both do the same amount of work every time they are called.
struct Pair {
  std::function<Status()> ours, limit;
  double limit_seconds = 0;  ///< where `limit` is empty: the limit is a time
  int repeats = 1;           ///< pieces of work in a call of `ours` or `limit`; the seconds are those of one piece
};

/// Runs both once to warm them, then in turns until `budget_seconds` are over and three pairs are measured; but not for
/// longer than five times the budget, if there is one pair. Errors: what the work says, cancelled.
Result<std::vector<PairSeconds>> measure_in_turns(const Pair& pair, double budget_seconds, const std::stop_token& stop);

/// Fills in what the measurements say: medians of the seconds, the median of the pairs' ratios, whether the goal is
/// met. Needs a pair at least.
void fill_in(BenchRow& row, const Goal& goal, const std::vector<PairSeconds>& pairs);

}  // namespace rotorscope
