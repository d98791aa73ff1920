#include "kernels/cpu/range.h"

#include "kernels/cpu/vector.h"
#include "kernels/simd.h"

namespace rotorscope::cpu {

ROTOR_SIMD RowRange range_with_places(const float* x, std::int64_t columns) {
  RowRange range{x[0], x[0], 0, 0};
  std::int64_t i = 0;
  if (columns >= lanes) {
    Vector low = load(x);
    Vector high = low;
    Lanes low_at = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    Lanes high_at = low_at;
    Lanes at = low_at;
    for (i = lanes; i + lanes <= columns; i += lanes) {
      const Vector v = load(x + i);
      at += 16;
      const Lanes lower = v < low;
      const Lanes higher = v > high;
      low = lower ? v : low;
      high = higher ? v : high;
      low_at = lower ? at : low_at;
      high_at = higher ? at : high_at;
    }
    range = {low[0], high[0], low_at[0], high_at[0]};
    for (int j = 1; j < lanes; ++j) {
      if (low[j] < range.low || (low[j] == range.low && low_at[j] < range.low_at)) {
        range.low = low[j];
        range.low_at = low_at[j];
      }
      if (high[j] > range.high || (high[j] == range.high && high_at[j] < range.high_at)) {
        range.high = high[j];
        range.high_at = high_at[j];
      }
    }
  }
  for (; i < columns; ++i) {
    if (x[i] < range.low) {
      range.low = x[i];
      range.low_at = static_cast<std::int32_t>(i);
    }
    if (x[i] > range.high) {
      range.high = x[i];
      range.high_at = static_cast<std::int32_t>(i);
    }
  }
  return range;
}

ROTOR_SIMD void add_range_gradient(const float* x, const RowRange* ranges, const float* weights, std::int64_t tokens,
                                   std::int64_t columns, std::int64_t first, std::int64_t last, float* gradient) {
  for (std::int64_t t = 0; t < tokens; ++t) {
    const float* row = x + t * columns;
    float* high = gradient + ranges[t].high_at * columns;
    float* low = gradient + ranges[t].low_at * columns;
    const float weight = weights[t];
    for (std::int64_t c = first; c < last; ++c) high[c] += weight * row[c];
    for (std::int64_t c = first; c < last; ++c) low[c] -= weight * row[c];
  }
}

}  // namespace rotorscope::cpu
