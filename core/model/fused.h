// The element-wise parts of a block, differentiable: on a CPU one pass over memory each (kernels/cpu/block_rows.h), on
// other devices by torch's own operations.
#pragma once

#include "core/model/rope.h"

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// x / rms(x) · γ along the last axis, in float32, back in x's type (as transformers does); gain undefined: ones. The
/// gain gets no gradient.
at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& gain, double epsilon);

/// silu(gate) · up.
at::Tensor silu_product(const at::Tensor& gate, const at::Tensor& up);

/// x [batch, heads, tokens, head_dim] rotated by its position (rope.h); contiguous. Channels beyond the tables' width
/// stay as they are.
at::Tensor apply_rope(const at::Tensor& x, const RopeTables& tables);

}  // namespace rotorscope
