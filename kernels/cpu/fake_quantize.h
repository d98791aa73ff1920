// Rounding to a grid and back, a row at a time (numerics.md §3).
#pragma once

#include <cmath>
#include <cstdint>

namespace rotorscope {

/// A uniform grid fitted to each row.
struct RowGrid {
  int bits = 4;            ///< 2 … 8
  bool symmetric = false;  ///< s = clip·absmax/(2^(b−1)−1); else s = clip·(max−min)/(2^b−1) with a zero point
  bool widen = false;      ///< asymmetric: the range is first widened to hold 0 (per token: yes, per group: no)
  double clip = 1.0;
};

/// A symmetric grid's scale is absmax · factor / divisor, rounded after each.
struct SymmetricScale {
  float factor = 1;
  float divisor = 1;
};

/// Where the range is a whole number of half steps, as compressed-tensors' 127.5 is, the scale is rounded once, as that
/// library does: a token's largest value lies in the middle between two levels then, and the last bit decides.
inline SymmetricScale symmetric_scale(const RowGrid& grid) {
  const double top = (1 << (grid.bits - 1)) - 1;
  const double half_steps = 2 * top / grid.clip;
  const double nearest = std::nearbyint(half_steps);
  if (std::abs(half_steps - nearest) < 1e-9 * nearest) return {1, static_cast<float>(nearest / 2)};
  return {static_cast<float>(grid.clip), static_cast<float>(top)};
}

/// Scale and zero point of one row's grid; zero is 0 where symmetric.
struct RowScale {
  float scale = 0;
  float zero = 0;
};

namespace cpu {

/// y = Q(x) for x, y [rows, columns], contiguous; y may be x. All-zero rows give zeros.
void fake_quantize_rows(const float* x, float* y, std::int64_t rows, std::int64_t columns, const RowGrid& grid);

/// y = Q(x) − x, likewise.
void quantize_error_rows(const float* x, float* y, std::int64_t rows, std::int64_t columns, const RowGrid& grid);

/// The grid that fake_quantize_rows fits to one row.
RowScale fit_row(const float* x, std::int64_t columns, const RowGrid& grid);

/// Σ|Q(x)−x|^2.4 of one row for a grid, in float32 (the error of the weights' clip search).
float clip_error(const float* x, std::int64_t columns, const RowGrid& grid, const RowScale& scale);

}  // namespace cpu
}  // namespace rotorscope
