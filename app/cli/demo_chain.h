// The chain of `rotor demo`: look, rotate, learn, measure, export, through the same operations as every other command.
#pragma once

#include "core/pipeline/operations.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace rotorscope::cli {

struct DemoSettings {
  RuntimeOptions runtime;
  std::filesystem::path out = "rotor-demo";
  std::string model = "sample";
  int tokens = 512;  ///< to inspect, and cached a site for learning
  int windows = 2;   ///< of seq_len tokens, to measure
  int seq_len = 512;
  int steps = 150;  ///< of learning
};

/// One measured network.
struct DemoMeasurement {
  std::string label;  ///< short, for the bar chart
  std::string what;   ///< in words, for the table
  EvalOutcome outcome;
};

struct DemoResults {
  ModelInfo model;
  InspectOutcome inspection;
  SiteSummary worst;       ///< the quantized site whose values lose most to a 4-bit grid
  SiteSummary largest;     ///< the quantized site with the highest outlier ratio
  SiteView worst_view;     ///< two variants: none, hadamard
  TokenPeak largest_peak;  ///< the token that makes `largest` large
  Map down_in;
  RotateOutcome rotation;
  LearnOutcome learning;
  std::vector<DemoMeasurement> measurements;  ///< original, A4KV4 unrotated, random Hadamard, learned
  ExportOutcome exported;
  double seconds = 0;
};

/// Runs everything and writes DIR/model. Errors: what the operations say; cancelled.
Result<DemoResults> run_demo(const DemoSettings& settings, Reporter& report, const std::stop_token& stop);

}  // namespace rotorscope::cli
