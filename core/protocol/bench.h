// Measuring the program's own work against limits that are measured beside it.
#pragma once

#include "core/protocol/common.h"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

struct BenchRequest {
  RuntimeOptions runtime;
  std::string model = "sample";
  TextSource text;                ///< of the rows that run the network
  std::vector<std::string> only;  ///< rows whose name holds one of these; empty: all
  double seconds = 3;             ///< to measure a row for, without its preparation
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(BenchRequest, runtime, model, text, only, seconds)

/// The partial result "bench_row".
struct BenchRow {
  std::string name;     ///< "hadamard-1536-copy"
  std::string work;     ///< what is measured, for people
  std::string against;  ///< the limit
  double ours_seconds = 0;
  double limit_seconds = 0;
  double ratio = 0;  ///< median over pairs: limit / ours where the goal is "≥", else ours / limit
  std::string goal;  ///< "≤ 2" or "≥ 10"; empty: none, the row is there to be known
  bool goal_met = false;
  int pairs = 0;       ///< measured; 0: not measured
  std::string reason;  ///< why it was not measured
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(BenchRow, name, work, against, ours_seconds, limit_seconds, ratio, goal,
                                                goal_met, pairs, reason)

struct BenchOutcome {
  std::vector<BenchRow> rows;
  int threads = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(BenchOutcome, rows, threads)

}  // namespace rotorscope
