// The tensors of a network: their canonical names (Hugging Face's) and shapes, as the configuration implies them.
#pragma once

#include "core/formats/model_config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

struct NamedShape {
  std::string name;                 ///< e.g. "model.layers.0.self_attn.q_proj.weight"
  std::vector<std::int64_t> shape;  ///< row-major; a linear layer's weight is [out, in]
};

/// Every tensor of the network in the order in which a token meets them; without lm_head.weight if the head is tied.
[[nodiscard]] std::vector<NamedShape> llama_tensors(const ModelConfig& config);

/// The canonical name of a GGUF tensor, e.g. of "blk.3.attn_q.weight"; nothing if it is no tensor of a family
/// that is read.
[[nodiscard]] std::optional<std::string> canonical_name(std::string_view gguf_name);

/// llama.cpp's name of a canonical tensor, e.g. of "model.layers.3.self_attn.q_proj.weight"; the name itself where it
/// is none.
[[nodiscard]] std::string llama_cpp_name(std::string_view canonical);

}  // namespace rotorscope
