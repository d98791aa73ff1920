// The rows of `rotor bench`: what is measured against what, each prepared only when its turn comes, so that the data of
// one row is in memory at a time.
#pragma once

#include "core/bench/measure.h"
#include "core/pipeline/workspace.h"
#include "core/protocol/reporter.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace rotorscope {

/// What preparing a row may use. It outlives the row.
struct BenchContext {
  Workspace& workspace;
  const BenchRequest& request;
  Reporter& report;
  const std::stop_token& stop;
};

/// A row ready to be measured; or the reason why this machine cannot.
struct PreparedCase {
  Pair pair;
  std::string reason;
};

struct BenchCase {
  std::string name;  ///< for --only
  std::string work, against;
  Goal goal;
  std::function<Result<PreparedCase>(const BenchContext&)> prepare;
};

/// Hadamard, fake quantization and channel statistics against moving the same bytes.
std::vector<BenchCase> kernel_cases();
/// The Cayley step against its matrix products.
std::vector<BenchCase> cayley_cases();
/// Passes of the network and the learning step.
std::vector<BenchCase> network_cases();
/// Opening models and projects.
std::vector<BenchCase> opening_cases();

}  // namespace rotorscope
