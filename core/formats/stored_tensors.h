// How a family's checkpoints store the network's tensors: as they are, or several in one.
#pragma once

#include "core/formats/llama_tensors.h"
#include "core/formats/model_config.h"

#include <string>
#include <vector>

namespace rotorscope {

/// A tensor of a Hugging Face checkpoint.
struct StoredTensor {
  NamedShape whole;
  std::vector<NamedShape> parts;  ///< the network's tensors in it, rows one after the other; one, `whole`, mostly
};

/// The network's tensors (llama_tensors) as the family's checkpoints store them, in their order: Phi-3 has q, k and v
/// in `qkv_proj`, and gate and up in `gate_up_proj`.
[[nodiscard]] std::vector<StoredTensor> stored_tensors(const ModelConfig& config);

}  // namespace rotorscope
