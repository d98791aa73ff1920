// Rounding to a grid and back, a row at a time (numerics.md §3).
#pragma once

#include <cstdint>

namespace rotorscope {

/// A uniform grid fitted to each row.
struct RowGrid {
  int bits = 4;            ///< 2 … 8
  bool symmetric = false;  ///< s = clip·absmax/(2^(b−1)−1); else s = clip·(max−min)/(2^b−1) with a zero point
  bool widen = false;      ///< asymmetric: the range is first widened to hold 0 (per token: yes, per group: no)
  double clip = 1.0;
};

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
