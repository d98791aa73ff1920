// The kernels as torch operators (rotorscope::hadamard, …): one call site serves every device; the CPU versions are
// registered in operators_cpu.cpp, the CUDA ones by the module that is loaded where there is a GPU (kernels/cuda).
//
// All take float32, float16, bfloat16 or (through float32) float64, contiguous or not, and give a new tensor of x's
// type and shape on x's device; they compute in float32 and are not differentiable: callers apply the straight-through
// estimator.
#pragma once

#include "kernels/cpu/channel_statistics.h"
#include "kernels/cpu/fake_quantize.h"

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// H = (A ⊗ S) / sqrt(K · power): `base` is A [K, K], float32 of ±1 on any device (undefined: K = 1), power = 2^p. Acts
/// on each block of K · power values of the last axis.
struct HadamardMatrix {
  at::Tensor base;
  std::int64_t power = 1;
};

/// x · H, or x · Hᵀ.
at::Tensor hadamard(const at::Tensor& x, const HadamardMatrix& h, bool transpose = false);

/// Q(x) along the last axis in groups of `group` channels (0: the whole axis), a grid a group.
at::Tensor fake_quantize(const at::Tensor& x, std::int64_t group, const RowGrid& grid);

/// Q(x) − x: what rounding does to x.
at::Tensor quantize_error(const at::Tensor& x, std::int64_t group, const RowGrid& grid);

/// Q(x · H) in one pass.
at::Tensor hadamard_quantize(const at::Tensor& x, const HadamardMatrix& h, std::int64_t group, const RowGrid& grid);

/// (Q(x · H) − x · H) · Hᵀ in one pass: what rounding in the rotated basis does to x (numerics.md §4, site form).
at::Tensor hadamard_error(const at::Tensor& x, const HadamardMatrix& h, std::int64_t group, const RowGrid& grid);

/// Statistics of every channel of x [tokens, channels] and the histogram of |x|, in one pass over the data.
SiteStatistics channel_statistics(const at::Tensor& x);

}  // namespace rotorscope
