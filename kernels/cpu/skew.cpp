#include "kernels/cpu/skew.h"

#include "kernels/cpu/vector.h"
#include "kernels/simd.h"

#include <algorithm>

namespace rotorscope::cpu {
namespace {

constexpr std::int64_t tile = 32;

/// turned = a[columns, rows]ᵀ for one tile.
void turn_tile(const float* a, std::int64_t n, std::int64_t rows, std::int64_t columns, float* turned) {
  for (std::int64_t c = 0; c < columns; ++c) {
    for (std::int64_t r = 0; r < rows; ++r) turned[r * tile + c] = a[c * n + r];
  }
}

ROTOR_SIMD float subtract(const float* a, const float* b, float* w, std::int64_t count) {
  float sum = 0;
  std::int64_t i = 0;
  Vector sums = {};
  for (; i + lanes <= count; i += lanes) {
    const Vector d = load(a + i) - load(b + i);
    store(w + i, d);
    sums += magnitude(d);
  }
  for (int j = 0; j < lanes; ++j) sum += sums[j];
  for (; i < count; ++i) {
    w[i] = a[i] - b[i];
    sum += __builtin_fabsf(w[i]);
  }
  return sum;
}

}  // namespace

void skew_part(const float* a, float* w, float* row_sums, std::int64_t n, std::int64_t first, std::int64_t last) {
  float turned[tile * tile];
  std::fill(row_sums + first, row_sums + last, 0.0F);
  for (std::int64_t r0 = first; r0 < last; r0 += tile) {
    const std::int64_t rows = std::min(tile, last - r0);
    for (std::int64_t c0 = 0; c0 < n; c0 += tile) {
      const std::int64_t columns = std::min(tile, n - c0);
      turn_tile(a + c0 * n + r0, n, rows, columns, turned);
      for (std::int64_t r = 0; r < rows; ++r) {
        const std::int64_t at = (r0 + r) * n + c0;
        row_sums[r0 + r] += subtract(a + at, turned + r * tile, w + at, columns);
      }
    }
  }
}

}  // namespace rotorscope::cpu
