// The kernels as torch operators (rotorscope::hadamard, rotorscope::fake_quantize): one call site serves every device;
// the CPU versions are registered here, the CUDA ones by the module that is loaded where there is a GPU.
#pragma once

#include "kernels/cpu/channel_statistics.h"
#include "kernels/cpu/fake_quantize.h"

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// x · H along the last axis, x [..., blocks · K · power]; `base` [K, K] float32 of ±1 on the CPU (undefined: K = 1). A
/// new tensor of x's type; not differentiable. See kernels/cpu/hadamard.h.
at::Tensor hadamard(const at::Tensor& x, const at::Tensor& base, std::int64_t power, bool transpose);

/// Q(x) along the last axis in groups of `group` channels (0: the whole axis), a grid a group. A new tensor of x's
/// type; computed in float32; not differentiable (callers apply the straight-through estimator).
at::Tensor fake_quantize(const at::Tensor& x, std::int64_t group, const RowGrid& grid);

/// Statistics of every channel of x [tokens, channels], any type, on the CPU in parallel.
ChannelStatistics channel_statistics(const at::Tensor& x);

}  // namespace rotorscope
