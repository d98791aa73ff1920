#include "core/pipeline/guard.h"
#include "core/pipeline/operations.h"

namespace rotorscope {

Result<ModelInfo> open_model(Workspace& workspace, const OpenRequest& request, Reporter&, const std::stop_token&) {
  return guarded("open", [&]() -> Result<ModelInfo> {
    ROTOR_TRY(const auto model, workspace.model(request.model));
    return model->info;
  });
}

}  // namespace rotorscope
