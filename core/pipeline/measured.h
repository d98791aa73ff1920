// evaluate() without its row in the table, for operations that measure many times.
#pragma once

#include "core/base/result.h"
#include "core/pipeline/workspace.h"
#include "core/protocol/operations.h"
#include "core/protocol/reporter.h"

#include <stop_token>

namespace rotorscope {

Result<EvalOutcome> measured(Workspace& workspace, const EvalRequest& request, Reporter& report,
                             const std::stop_token& stop);

}  // namespace rotorscope
