// Rotary position embedding (Su et al. 2021) in the half-split order of Hugging Face checkpoints.
#pragma once

#include "core/formats/model_config.h"

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// θ^(−2i/d) for i < d/2 with the config's scaling, d = rope_channels(), float32 [d / 2]; computed in float32 as
/// transformers does, whose rounding is part of what a model's logits are.
at::Tensor rope_frequencies(const ModelConfig& config);

/// cos and sin of every position's angles, float32 [tokens, d] each (the half repeated), on the frequencies'
/// device. Head channels i and i + d/2 are turned as a pair: apply_rope in fused.h.
struct RopeTables {
  at::Tensor cos, sin;
};
RopeTables rope_tables(const at::Tensor& inverse_frequencies, std::int64_t tokens);

}  // namespace rotorscope
