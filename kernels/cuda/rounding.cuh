// Fitting a grid to a range and rounding to it: the arithmetic of kernels/cpu/fake_quantize.cpp, step by step, with no
// step fused into another (numerics.md §3).
#pragma once

#include "kernels/cuda/device.cuh"
#include "kernels/cuda/geometry.h"

namespace rotorscope::cuda {

/// A NaN is passed over, as rounding makes it visible anyway.
struct ValueRange {
  float low, high;

  __device__ __forceinline__ void add(float v) {
    low = v < low ? v : low;
    high = v > high ? v : high;
  }
  __device__ __forceinline__ void add(const ValueRange& other) {
    low = other.low < low ? other.low : low;
    high = other.high > high ? other.high : high;
  }
};

__device__ __forceinline__ ValueRange empty_range() { return {from_bits(0x7f800000U), from_bits(0xff800000U)}; }

/// The range of what a team of `lanes` neighbouring lanes (a power of two) saw. All lanes of the warp take part.
__device__ __forceinline__ ValueRange range_of_team(ValueRange range, int lanes) {
  for (int distance = lanes / 2; distance > 0; distance /= 2) {
    const float low = __shfl_xor_sync(all_lanes, range.low, distance);
    const float high = __shfl_xor_sync(all_lanes, range.high, distance);
    range.add(ValueRange{low, high});
  }
  return range;
}

/// Scale (x) and zero point (y).
__device__ __forceinline__ float2 fit_grid(ValueRange range, const Rounding& rounding) {
  constexpr float smallest = 1e-8F;  // an all-zero row's scale: everything rounds to 0
  if (rounding.symmetric) {
    const float largest = fmaxf(fabsf(range.low), fabsf(range.high));
    const float scale = __fdiv_rn(__fmul_rn(largest, rounding.clip), rounding.divisor);
    return make_float2(scale < smallest ? smallest : scale, 0.0F);
  }
  if (rounding.widen) range.add(0.0F);
  const float low = __fmul_rn(range.low, rounding.clip);
  const float high = __fmul_rn(range.high, rounding.clip);
  const float fitted = __fdiv_rn(__fsub_rn(high, low), rounding.divisor);
  const float scale = fitted < smallest ? smallest : fitted;
  return make_float2(scale, rintf(__fdiv_rn(-low, scale)));
}

/// Q(v), or Q(v) − v where `error`.
__device__ __forceinline__ float round_value(float v, float2 grid, const Rounding& rounding, bool error) {
  float level = __fadd_rn(rintf(__fdiv_rn(v, grid.x)), grid.y);
  level = level < rounding.lowest ? rounding.lowest : level;
  level = level > rounding.highest ? rounding.highest : level;
  const float rounded = __fmul_rn(__fsub_rn(level, grid.y), grid.x);
  return error ? __fsub_rn(rounded, v) : rounded;
}

}  // namespace rotorscope::cuda
