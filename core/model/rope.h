// Rotary position embedding (Su et al. 2021) in the half-split order of Hugging Face checkpoints.
#pragma once

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// cos and sin of every position's angles, float32 [tokens, head_dim] each (the half repeated).
struct RopeTables {
  at::Tensor cos, sin;
};
RopeTables rope_tables(const at::Tensor& inverse_frequencies, std::int64_t tokens);

/// x [batch, heads, tokens, head_dim] rotated by its position; differentiable.
at::Tensor apply_rope(const at::Tensor& x, const RopeTables& tables);

}  // namespace rotorscope
