#include "core/pipeline/guard.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/runtime.h"

#include <ATen/ATen.h>

namespace rotorscope {

Result<RotateOutcome> rotate(Workspace& workspace, const RotateRequest& request, Reporter& report,
                             const std::stop_token& stop) {
  return guarded("rotate", [&]() -> Result<RotateOutcome> {
    ROTOR_CHECK(apply_runtime(request.runtime));
    ROTOR_TRY(const auto model, workspace.model(request.model));
    ROTOR_TRY(const RotationSet set, workspace.rotation(request.rotation, model->checkpoint->config()));
    ROTOR_TRY(const at::Tensor ids, workspace.ids(*model, request.text, Workspace::Prose::calibration));
    RotateOutcome outcome;
    outcome.label = request.rotation.source;
    outcome.description = set.describe();
    outcome.invariance_limit = invariance_limit;
    ROTOR_TRY(outcome.invariance_error, invariance_error(workspace, *model, set, ids, request.runtime, report, stop));
    outcome.invariant = outcome.invariance_error <= invariance_limit;
    return outcome;
  });
}

}  // namespace rotorscope
