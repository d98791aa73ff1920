// Two passes over a row that is in the cache after the first: range, then rounding.
#include "kernels/cpu/fake_quantize.h"

#include "kernels/cpu/vector.h"
#include "kernels/simd.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rotorscope::cpu {
namespace {

struct Range {
  float low, high;
};

/// Minimum and maximum. Comparisons with a NaN are false, so one may be passed over or become the range; either way the
/// row's result holds a NaN.
ROTOR_SIMD Range range_of(const float* x, std::int64_t columns) {
  float low = x[0];
  float high = x[0];
  std::int64_t i = 0;
  if (columns >= 2 * lanes) {
    Vector low0 = load(x);
    Vector low1 = low0;
    Vector high0 = low0;
    Vector high1 = low0;
    for (; i + 2 * lanes <= columns; i += 2 * lanes) {
      const Vector a = load(x + i);
      const Vector b = load(x + i + lanes);
      low0 = minimum(low0, a);
      low1 = minimum(low1, b);
      high0 = maximum(high0, a);
      high1 = maximum(high1, b);
    }
    low0 = minimum(low0, low1);
    high0 = maximum(high0, high1);
    for (std::int64_t j = 0; j < lanes; ++j) {
      low = low0[j] < low ? low0[j] : low;
      high = high0[j] > high ? high0[j] : high;
    }
  }
  for (; i < columns; ++i) {
    low = x[i] < low ? x[i] : low;
    high = x[i] > high ? x[i] : high;
  }
  return {low, high};
}

/// `keep` is 0 for Q(x) and 1 for Q(x) − x: what of x is taken off.
ROTOR_SIMD void round_symmetric(const float* x, float* y, std::int64_t columns, float scale, float lowest,
                                float highest, float keep) {
  for (std::int64_t i = 0; i < columns; ++i) {
    float level = __builtin_rintf(x[i] / scale);
    level = level < lowest ? lowest : level;
    level = level > highest ? highest : level;
    y[i] = level * scale - keep * x[i];
  }
}

ROTOR_SIMD void round_asymmetric(const float* x, float* y, std::int64_t columns, float scale, float zero, float highest,
                                 float keep) {
  for (std::int64_t i = 0; i < columns; ++i) {
    float level = __builtin_rintf(x[i] / scale) + zero;
    level = level < 0.0F ? 0.0F : level;
    level = level > highest ? highest : level;
    y[i] = (level - zero) * scale - keep * x[i];
  }
}

/// |e|^2.4 = e² · 2^(0.4 · log2|e|), with polynomials good to 1e-6 that the compiler vectorizes; libm's pow is 20 times
/// slower, and the clip search calls this 80 times a weight.
inline float power_2_4(float error) {
  const float magnitude = __builtin_fabsf(error);
  const auto bits = std::bit_cast<std::int32_t>(magnitude);
  // log2: exponent plus a polynomial in the mantissa around sqrt(1/2) … sqrt(2)
  const std::int32_t shifted = bits - 0x3f3504f3;
  const std::int32_t exponent = shifted >> 23;
  const float mantissa = std::bit_cast<float>((shifted & 0x007fffff) + 0x3f3504f3);
  const float f = mantissa - 1.0F;
  const float s = f / (2.0F + f);
  const float s2 = s * s;
  const float log2m = s * (2.8853900818F + s2 * (0.9617966939F + s2 * (0.5770780164F + s2 * 0.4121985831F)));
  const float t = 0.4F * (static_cast<float>(exponent) + log2m);
  // 2^t: integer part into the exponent, Taylor for the rest in [−½, ½]
  const float whole = __builtin_rintf(t);
  const float r = (t - whole) * 0.69314718056F;
  const float e =
      1.0F + r * (1.0F + r * (0.5F + r * (0.16666667F + r * (0.041666668F + r * (0.0083333338F + r * 0.0013888889F)))));
  const float scaled = std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23) * e;
  return magnitude < 1e-30F ? 0.0F : magnitude * magnitude * scaled;
}

ROTOR_SIMD float error_symmetric(const float* x, std::int64_t columns, float scale, float lowest, float highest) {
  constexpr int ways = 16;
  float sums[ways] = {};
  std::int64_t i = 0;
  for (; i + ways <= columns; i += ways) {
    for (int j = 0; j < ways; ++j) {
      float level = __builtin_rintf(x[i + j] / scale);
      level = level < lowest ? lowest : level;
      level = level > highest ? highest : level;
      sums[j] += power_2_4(level * scale - x[i + j]);
    }
  }
  for (; i < columns; ++i) {
    const float level = std::clamp(__builtin_rintf(x[i] / scale), lowest, highest);
    sums[0] += power_2_4(level * scale - x[i]);
  }
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

ROTOR_SIMD float error_asymmetric(const float* x, std::int64_t columns, float scale, float zero, float highest) {
  constexpr int ways = 16;
  float sums[ways] = {};
  std::int64_t i = 0;
  for (; i + ways <= columns; i += ways) {
    for (int j = 0; j < ways; ++j) {
      float level = __builtin_rintf(x[i + j] / scale) + zero;
      level = level < 0.0F ? 0.0F : level;
      level = level > highest ? highest : level;
      sums[j] += power_2_4((level - zero) * scale - x[i + j]);
    }
  }
  for (; i < columns; ++i) {
    const float level = std::clamp(__builtin_rintf(x[i] / scale) + zero, 0.0F, highest);
    sums[0] += power_2_4((level - zero) * scale - x[i]);
  }
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

float symmetric_top(int bits) { return static_cast<float>((1 << (bits - 1)) - 1); }
float asymmetric_top(int bits) { return static_cast<float>((1 << bits) - 1); }

RowScale scale_of(Range range, const RowGrid& grid) {
  constexpr float smallest = 1e-8F;  // an all-zero row's scale: everything rounds to 0
  if (grid.symmetric) {
    const float largest = std::max(std::fabs(range.low), std::fabs(range.high));
    const SymmetricScale part = symmetric_scale(grid);
    return {std::max(largest * part.factor / part.divisor, smallest), 0.0F};
  }
  const auto clip = static_cast<float>(grid.clip);
  if (grid.widen) range = {std::min(range.low, 0.0F), std::max(range.high, 0.0F)};
  range = {range.low * clip, range.high * clip};
  const float scale = std::max((range.high - range.low) / asymmetric_top(grid.bits), smallest);
  return {scale, __builtin_rintf(-range.low / scale)};
}

void round_rows(const float* x, float* y, std::int64_t rows, std::int64_t columns, const RowGrid& grid, float keep) {
  if (columns == 0) return;
  for (std::int64_t r = 0; r < rows; ++r, x += columns, y += columns) {
    const RowScale s = scale_of(range_of(x, columns), grid);
    if (grid.symmetric) {
      round_symmetric(x, y, columns, s.scale, -symmetric_top(grid.bits) - 1.0F, symmetric_top(grid.bits), keep);
    } else {
      round_asymmetric(x, y, columns, s.scale, s.zero, asymmetric_top(grid.bits), keep);
    }
  }
}

}  // namespace

RowScale fit_row(const float* x, std::int64_t columns, const RowGrid& grid) {
  return columns > 0 ? scale_of(range_of(x, columns), grid) : RowScale{};
}

void fake_quantize_rows(const float* x, float* y, std::int64_t rows, std::int64_t columns, const RowGrid& grid) {
  round_rows(x, y, rows, columns, grid, 0.0F);
}

void quantize_error_rows(const float* x, float* y, std::int64_t rows, std::int64_t columns, const RowGrid& grid) {
  round_rows(x, y, rows, columns, grid, 1.0F);
}

float clip_error(const float* x, std::int64_t columns, const RowGrid& grid, const RowScale& scale) {
  if (grid.symmetric) {
    return error_symmetric(x, columns, scale.scale, -symmetric_top(grid.bits) - 1.0F, symmetric_top(grid.bits));
  }
  return error_asymmetric(x, columns, scale.scale, scale.zero, asymmetric_top(grid.bits));
}

}  // namespace rotorscope::cpu
