// What an export target cannot run is refused before any work, with the reason: when it is chosen for measuring or
// learning, and when it is exported to.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_config.h"
#include "core/protocol/common.h"
#include "core/protocol/exporting.h"

namespace rotorscope {

/// Whether `quant.target` can run these settings with this rotation on a model of these sizes; always without a target.
/// Rotation switches that are "auto" count as off (see on_target).
Status check_target_rules(const QuantSpec& quant, const RotationSpec& rotation, const ModelConfig& config);

/// Of that, what only the rotation decides: nothing may act online.
Status check_online_rotation(const std::string& target, const RotationSpec& rotation);

/// Whether the request can be exported at all, its target's rules included. `request.quant.target` is the target's.
Status check_export(const ExportRequest& request, const ModelConfig& config);

}  // namespace rotorscope
