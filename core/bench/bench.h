// `rotor bench`: our own work against limits measured beside it in the same run.
#pragma once

#include "core/base/result.h"
#include "core/pipeline/workspace.h"
#include "core/protocol/bench.h"
#include "core/protocol/reporter.h"

#include <stop_token>
#include <string>
#include <vector>

namespace rotorscope {

/// Measures every row that the request names; a row goes to the Reporter as "bench_row" when it is measured. Errors: a
/// name that fits no row, and what opening the model or the work itself says.
Result<BenchOutcome> bench(Workspace& workspace, const BenchRequest& request, Reporter& report,
                           const std::stop_token& stop);

/// The names of all rows, in their order.
std::vector<std::string> bench_names();

}  // namespace rotorscope
