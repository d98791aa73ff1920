// What an operator does to a row, in one pass over memory: load, · H, round, · Hᵀ, store. Rows stay in the cache.
#pragma once

#include "kernels/cpu/fake_quantize.h"
#include "kernels/cpu/hadamard.h"

#include <cstdint>

namespace rotorscope::cpu {

/// Element types that rows are stored in; the arithmetic is in float32.
enum class Scalar : std::int8_t { f32, f16, bf16 };

/// n stored values to float32 and back; rounding half to even.
void load_row(const void* x, Scalar type, std::int64_t index, std::int64_t n, float* out);
void store_row(const float* x, std::int64_t n, Scalar type, void* out, std::int64_t index);

/// y = x · H, Q(x), Q(x) − x, Q(x · H) or (Q(x · H) − x · H) · Hᵀ, by which parts are set.
struct RowOperation {
  const HadamardRows* forward = nullptr;   ///< · H first
  const HadamardRows* backward = nullptr;  ///< · Hᵀ last
  bool quantize = false;
  bool error = false;      ///< Q(x) − x instead of Q(x)
  std::int64_t group = 0;  ///< values a grid; divides the width
  RowGrid grid;
};

/// Rows [first, last) of x [rows, width] into y, which may be x.
void apply_rows(const RowOperation& operation, const void* x, void* y, Scalar type, std::int64_t first,
                std::int64_t last, std::int64_t width);

}  // namespace rotorscope::cpu
