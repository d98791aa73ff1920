#include "core/bench/measure.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace rotorscope {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t wanted_pairs = 3;
constexpr double patience = 5;  // times the budget
constexpr double tick = 1e-9;   // the clock's; work that takes less would divide by 0

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

Result<double> seconds_of(const std::function<Status()>& work, int repeats) {
  const auto begin = Clock::now();
  ROTOR_CHECK(work());
  return seconds_since(begin) / repeats;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

template <class Function>
double median_of(const std::vector<PairSeconds>& pairs, Function value) {
  std::vector<double> values;
  for (const PairSeconds& pair : pairs) values.push_back(value(pair));
  return median(std::move(values));
}

}  // namespace

std::string Goal::text() const {
  if (kind == Kind::none) return "";
  char number[32];
  std::snprintf(number, sizeof number, "%g", value);
  return (kind == Kind::at_most ? "≤ " : "≥ ") + std::string(number);
}

Result<std::vector<PairSeconds>> measure_in_turns(const Pair& pair, double budget_seconds,
                                                  const std::stop_token& stop) {
  ROTOR_CHECK(pair.ours());
  if (stop.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
  if (pair.limit) {
    ROTOR_CHECK(pair.limit());
  }
  std::vector<PairSeconds> pairs;
  const auto begin = Clock::now();
  for (;;) {
    if (stop.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
    const double spent = seconds_since(begin);
    if (!pairs.empty() && spent >= budget_seconds &&
        (pairs.size() >= wanted_pairs || spent >= patience * budget_seconds)) {
      return pairs;
    }
    PairSeconds one;
    ROTOR_TRY(one.ours, seconds_of(pair.ours, pair.repeats));
    if (stop.stop_requested()) return tl::unexpected<Error>(Error::cancellation());
    one.limit = pair.limit_seconds;
    if (pair.limit) {
      ROTOR_TRY(one.limit, seconds_of(pair.limit, pair.repeats));
    }
    pairs.push_back(one);
  }
}

void fill_in(BenchRow& row, const Goal& goal, const std::vector<PairSeconds>& pairs) {
  row.ours_seconds = median_of(pairs, [](const PairSeconds& p) { return p.ours; });
  row.limit_seconds = median_of(pairs, [](const PairSeconds& p) { return p.limit; });
  row.pairs = static_cast<int>(pairs.size());
  row.goal = goal.text();
  if (goal.kind != Goal::Kind::at_least) {
    row.ratio = median_of(pairs, [](const PairSeconds& p) { return p.ours / std::max(p.limit, tick); });
    row.goal_met = goal.kind == Goal::Kind::at_most && row.ratio <= goal.value;
  } else {
    row.ratio = median_of(pairs, [](const PairSeconds& p) { return p.limit / std::max(p.ours, tick); });
    row.goal_met = row.ratio >= goal.value;
  }
}

}  // namespace rotorscope
