// How the grid of a GGUF block is fitted to its values; used by block_grid.cpp alone.
#pragma once

#include "core/formats/block_grid.h"

#include <algorithm>

namespace rotorscope {

/// The nearest whole number of value · inverse, half to even, kept within lowest … highest. Adding 1.5 · 2²³ rounds
/// without a call into the library, so that loops vectorize; the product is bounded first.
inline float nearest_level(float value, float inverse, float lowest, float highest) {
  constexpr float rounder = 12582912.0F;
  const float level = std::min(std::max(value * inverse, lowest - 1.0F), highest + 1.0F);
  const float whole = (level + rounder) - rounder;
  return std::min(std::max(whole, lowest), highest);
}

/// x = d · level for 32 values: the value of the largest magnitude lies on the lowest level, which has one more step
/// than the highest; that of Q8_0, where both have the same, on either.
[[nodiscard]] BlockGrid fit_symmetric(const float* x, float lowest, float highest, bool search);

/// x = d · level + m for 32 values, levels 0 … highest.
[[nodiscard]] BlockGrid fit_with_offset(const float* x, float highest, bool search);

/// Eight groups of 32 with six-bit scales and minimums.
[[nodiscard]] BlockGrid fit_q4_k(const float* x, bool search);

/// Sixteen groups of 16 with eight-bit scales.
[[nodiscard]] BlockGrid fit_q6_k(const float* x, bool search);

}  // namespace rotorscope
