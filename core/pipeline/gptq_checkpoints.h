// Layers that GPTQ has finished, a safetensors file each, so that a run that was stopped loses at most one layer.
#pragma once

#include "core/quant/gptq_network.h"

#include <string>

namespace rotorscope {

/// Checkpoints in `folder`, which is made where it is absent. Only layers that were kept under the same `key` (all that
/// a run's result depends on) are restored; a file that is damaged or of another run is made anew. Floats as they are,
/// so that a resumed run gives what an uninterrupted one does.
GptqCheckpoints gptq_checkpoints(const std::string& folder, const std::string& key);

}  // namespace rotorscope
