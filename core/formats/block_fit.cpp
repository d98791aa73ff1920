// A search tries scales around the one that just covers the values and keeps the best by squared error, measured with
// the scale as it is stored: clipping the largest value a little often costs less than it gives the others.
#include "core/formats/block_fit.h"

#include "core/formats/half.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace rotorscope {
namespace {

constexpr int candidates = 16;  ///< scales tried on either side of the covering one; few are better further away
constexpr float step = 0.015F;  ///< ratio between neighbours

/// To binary16 and back; too large a value becomes the largest.
std::uint16_t stored(float value) { return f16_from_f32(std::clamp(value, -65504.0F, 65504.0F)); }

/// Squared error of `count` values on x = scale · level + offset.
float error_on(const float* x, std::ptrdiff_t count, const SubGrid& grid) {
  const float inverse = grid.scale == 0.0F ? 0.0F : 1.0F / grid.scale;
  float sum = 0;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const float level = nearest_level(x[i] - grid.offset, inverse, grid.lowest, grid.highest);
    const float error = grid.scale * level + grid.offset - x[i];
    sum += error * error;
  }
  return sum;
}

/// The value of the largest magnitude, with its sign.
float extreme_of(const float* x, std::ptrdiff_t count) {
  float extreme = 0;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    if (std::fabs(x[i]) > std::fabs(extreme)) extreme = x[i];
  }
  return extreme;
}

/// The scale that puts the extreme on the lowest level, or the best one near it.
float symmetric_scale(const float* x, std::ptrdiff_t count, float lowest, float highest, bool search) {
  const float covering = extreme_of(x, count) / lowest;
  if (!search || covering == 0.0F) return covering;
  float best = covering;
  float least = std::numeric_limits<float>::infinity();
  for (int i = -candidates; i <= candidates; ++i) {
    const float scale = f32_from_f16(stored(covering * (1.0F + step * static_cast<float>(i))));
    const float error = error_on(x, count, {scale, 0, lowest, highest});
    if (error < least) {
      least = error;
      best = scale;
    }
  }
  return best;
}

/// Scale and offset of x = scale · level + offset.
struct Line {
  float scale = 0;
  float offset = 0;
};

/// The line of the least squared error for these levels; nothing changes where all levels are one.
Line regressed(const float* x, std::ptrdiff_t count, float highest, Line line) {
  const float inverse = line.scale == 0.0F ? 0.0F : 1.0F / line.scale;
  double levels = 0;
  double values = 0;
  double squares = 0;
  double products = 0;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const double level = nearest_level(x[i] - line.offset, inverse, 0, highest);
    levels += level;
    values += x[i];
    squares += level * level;
    products += level * x[i];
  }
  const auto n = static_cast<double>(count);
  const double determinant = n * squares - levels * levels;
  if (determinant <= 0) return line;
  const double scale = (n * products - levels * values) / determinant;
  return {static_cast<float>(scale), static_cast<float>((values - scale * levels) / n)};
}

/// The line that just covers the values, or the best of several narrower and wider ones. `never_above`: offsets above 0
/// cannot be stored.
Line line_of(const float* x, std::ptrdiff_t count, float highest, bool search, bool never_above) {
  const auto [low, high] = std::minmax_element(x, x + count);
  const float bottom = never_above ? std::min(*low, 0.0F) : *low;
  const Line covering{(*high - bottom) / highest, bottom};
  if (!search || covering.scale <= 0.0F) return covering;
  const auto as_stored = [&](Line line) {
    if (never_above) line.offset = std::min(line.offset, 0.0F);
    return Line{f32_from_f16(stored(line.scale)), f32_from_f16(stored(line.offset))};
  };
  Line best = as_stored(covering);
  float least = error_on(x, count, {best.scale, best.offset, 0, highest});
  for (int i = 0; i < candidates; ++i) {
    const float ratio = 1.0F - 1.5F * step * static_cast<float>(i);
    const float middle = covering.offset + covering.scale * highest / 2;
    const Line narrow{covering.scale * ratio, middle - covering.scale * ratio * highest / 2};
    const Line line = as_stored(regressed(x, count, highest, narrow));
    if (line.scale <= 0.0F) continue;
    const float error = error_on(x, count, {line.scale, line.offset, 0, highest});
    if (error < least) {
      least = error;
      best = line;
    }
  }
  return best;
}

/// value / unit as a whole number of 0 … highest; 0 where the unit is 0.
int units_of(float value, float unit, float highest) {
  return unit == 0.0F ? 0 : static_cast<int>(nearest_level(value, 1.0F / unit, 0, highest));
}

}  // namespace

BlockGrid fit_symmetric(const float* x, float lowest, float highest, bool search) {
  BlockGrid grid;
  grid.d = stored(symmetric_scale(x, 32, lowest, highest, search));
  return grid;
}

BlockGrid fit_with_offset(const float* x, float highest, bool search) {
  const Line line = line_of(x, 32, highest, search, false);
  BlockGrid grid;
  grid.d = stored(line.scale);
  grid.m = stored(line.offset);
  return grid;
}

BlockGrid fit_q4_k(const float* x, bool search) {
  std::array<Line, 8> lines{};
  float largest_scale = 0;
  float largest_minimum = 0;
  for (std::size_t g = 0; g < 8; ++g) {
    lines[g] = line_of(x + 32 * g, 32, 15, search, true);
    largest_scale = std::max(largest_scale, lines[g].scale);
    largest_minimum = std::max(largest_minimum, -lines[g].offset);
  }
  BlockGrid grid;
  grid.d = stored(largest_scale / 63.0F);
  grid.m = stored(largest_minimum / 63.0F);
  const float d = f32_from_f16(grid.d);
  const float m = f32_from_f16(grid.m);
  for (std::size_t g = 0; g < 8; ++g) {
    grid.minimums[g] = static_cast<std::uint8_t>(units_of(-lines[g].offset, m, 63));
    const int units = units_of(lines[g].scale, d, 63);
    grid.scales[g] = static_cast<std::int8_t>(units);
    if (!search) continue;
    // The minimum has moved to its own grid: a neighbouring scale may fit it better.
    float least = std::numeric_limits<float>::infinity();
    for (const int candidate : {units, units - 1, units + 1, units - 2, units + 2}) {
      if (candidate < 0 || candidate > 63) continue;
      BlockGrid tried = grid;
      tried.scales[g] = static_cast<std::int8_t>(candidate);
      const float error = error_on(x + 32 * g, 32, sub_grid(TensorType::Q4_K, tried, g));
      if (error < least) {
        least = error;
        grid.scales[g] = static_cast<std::int8_t>(candidate);
      }
    }
  }
  return grid;
}

BlockGrid fit_q6_k(const float* x, bool search) {
  std::array<float, 16> scales{};
  float largest = 0;
  for (std::size_t g = 0; g < 16; ++g) {
    scales[g] = symmetric_scale(x + 16 * g, 16, -32, 31, search);
    largest = std::max(largest, std::fabs(scales[g]));
  }
  BlockGrid grid;
  grid.d = stored(largest / 127.0F);
  const float d = f32_from_f16(grid.d);
  const float inverse = d == 0.0F ? 0.0F : 1.0F / d;
  for (std::size_t g = 0; g < 16; ++g) {
    grid.scales[g] = static_cast<std::int8_t>(nearest_level(scales[g], inverse, -127, 127));
  }
  return grid;
}

}  // namespace rotorscope
