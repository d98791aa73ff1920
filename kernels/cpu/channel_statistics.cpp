// Tiles of channels, token by token: a value is read once, all sums of it are taken while it is in a register, with
// channels in the lanes. Sums of a few tokens are in float32, of all tokens in float64. The moments are taken about a
// first guess of the mean, so that nothing cancels where a channel has a large mean.
#include "kernels/cpu/channel_statistics.h"

#include "kernels/cpu/largest_values.h"
#include "kernels/cpu/log_counter.h"
#include "kernels/cpu/vector.h"
#include "kernels/simd.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

namespace rotorscope {

void ChannelStatistics::resize(std::size_t channels) {
  for (auto* values : {&absmax, &mean_abs, &rms, &p99, &p999, &kurtosis}) values->resize(channels);
}

namespace cpu {
namespace {

/// Channels: a row of them is whole cache lines, and all tokens of them (1 MiB with 2048 tokens) are still in the
/// second cache when they are passed over again for the percentiles.
constexpr std::int64_t tile = 128;
constexpr std::int64_t tokens_a_sum = 16;  ///< summed in float32 before they go to float64; a group of LargestValues

constexpr std::int64_t rows_ahead = 16;  ///< fetched early: a tile's next row is far away in memory

void prefetch(const float* x, std::int64_t width) {
  for (std::int64_t c = 0; c < width; c += lanes) __builtin_prefetch(x + c, 0, 2);
}

struct Sums {
  float guess[tile], largest[tile], largest_all[tile], magnitudes[tile];
  float first[tile], second[tile], third[tile], fourth[tile];
  double magnitudes_all[tile], first_all[tile], second_all[tile], third_all[tile], fourth_all[tile];
};

/// A robust guess of the mean: of 16 tokens across the text, without their largest and smallest.
ROTOR_SIMD void guess_means(const float* x, std::int64_t tokens, std::int64_t stride, std::int64_t width,
                            float* guess) {
  const std::int64_t count = std::min<std::int64_t>(16, tokens);
  for (std::int64_t c = 0; c < width; ++c) {
    float sum = 0;
    float low = x[c];
    float high = x[c];
    for (std::int64_t i = 0; i < count; ++i) {
      const float v = x[(i * tokens / count) * stride + c];
      sum += v;
      low = v < low ? v : low;
      high = v > high ? v : high;
    }
    guess[c] = count > 2 ? (sum - low - high) / static_cast<float>(count - 2) : sum / static_cast<float>(count);
  }
}

/// Magnitudes go to kept [width / lanes] pieces of [tokens of the whole text, lanes], `kept_stride` apart.
ROTOR_SIMD void add_tokens(const float* x, std::int64_t tokens, std::int64_t stride, std::int64_t width, Sums& s,
                           float* kept, std::int64_t kept_stride) {
  for (std::int64_t c = 0; c + lanes <= width; c += lanes) {
    const Vector guess = load(s.guess + c);
    Vector largest = {};
    Vector magnitudes = {};
    Vector first = {};
    Vector second = {};
    Vector third = {};
    Vector fourth = {};
    for (std::int64_t t = 0; t < tokens; ++t) {
      const Vector v = load(x + t * stride + c);
      const Vector m = magnitude(v);
      const Vector d = v - guess;
      const Vector d2 = d * d;
      store(kept + c / lanes * kept_stride + t * lanes, m);
      largest = maximum(largest, m);
      magnitudes += m;
      first += d;
      second += d2;
      third += d2 * d;
      fourth += d2 * d2;
    }
    store(s.largest + c, largest);
    store(s.magnitudes + c, magnitudes);
    store(s.first + c, first);
    store(s.second + c, second);
    store(s.third + c, third);
    store(s.fourth + c, fourth);
  }
  for (std::int64_t c = width / lanes * lanes; c < width; ++c) {
    float largest = 0, magnitudes = 0, first = 0, second = 0, third = 0, fourth = 0;
    for (std::int64_t t = 0; t < tokens; ++t) {
      const float v = x[t * stride + c];
      const float m = __builtin_fabsf(v);
      const float d = v - s.guess[c];
      largest = m > largest ? m : largest;
      magnitudes += m;
      first += d;
      second += d * d;
      third += d * d * d;
      fourth += d * d * d * d;
    }
    s.largest[c] = largest;
    s.magnitudes[c] = magnitudes;
    s.first[c] = first;
    s.second[c] = second;
    s.third[c] = third;
    s.fourth[c] = fourth;
  }
  for (std::int64_t c = 0; c < width; ++c) {
    s.largest_all[c] = s.largest[c] > s.largest_all[c] ? s.largest[c] : s.largest_all[c];
    s.magnitudes_all[c] += s.magnitudes[c];
    s.first_all[c] += s.first[c];
    s.second_all[c] += s.second[c];
    s.third_all[c] += s.third[c];
    s.fourth_all[c] += s.fourth[c];
  }
}

/// The moments of a column that overflow float32, slowly.
void exact_moments(const float* x, std::int64_t tokens, std::int64_t stride, std::int64_t c, Sums& s) {
  s.magnitudes_all[c] = s.first_all[c] = s.second_all[c] = s.third_all[c] = s.fourth_all[c] = 0;
  for (std::int64_t t = 0; t < tokens; ++t) {
    const double d = static_cast<double>(x[t * stride + c]) - s.guess[c];
    s.magnitudes_all[c] += std::fabs(static_cast<double>(x[t * stride + c]));
    s.first_all[c] += d;
    s.second_all[c] += d * d;
    s.third_all[c] += d * d * d;
    s.fourth_all[c] += d * d * d * d;
  }
}

/// Two octaves above the largest magnitude of every 64th token: what lies 14 octaves below that is rare, too.
int top_bin(const float* x, std::int64_t tokens, std::int64_t stride, std::int64_t width) {
  std::uint32_t largest = 0;
  for (std::int64_t t = 0; t < tokens; t += 64) {
    for (std::int64_t c = 0; c < width; ++c) {
      largest = std::max(largest, std::bit_cast<std::uint32_t>(x[t * stride + c]) & 0x7fffffffU);
    }
  }
  return std::clamp(static_cast<int>(largest >> 20U) + 16, 127, LogHistogram::bins - 1);
}

/// The places of the 99th and 99.9th percentile among n values in falling order, with linear interpolation.
class Percentiles {
 public:
  explicit Percentiles(std::int64_t n) : p99_(place(0.99, n)), p999_(place(0.999, n)) {}

  /// How many of the largest values both need.
  [[nodiscard]] std::int64_t needed() const { return p99_.rank + 1; }
  /// `largest`: needed() values, the largest first, `stride` apart.
  [[nodiscard]] float p99(const float* largest, std::int64_t stride) const { return between(p99_, largest, stride); }
  [[nodiscard]] float p999(const float* largest, std::int64_t stride) const { return between(p999_, largest, stride); }

 private:
  struct Place {
    std::int64_t rank;  ///< of the value at or below it; 0: the largest
    float share;        ///< of the way to the next larger one
  };
  static Place place(double q, std::int64_t n) {
    const double position = q * static_cast<double>(n - 1);
    const auto index = static_cast<std::int64_t>(position);
    return {n - 1 - index, static_cast<float>(position - static_cast<double>(index))};
  }
  static float between(const Place& at, const float* largest, std::int64_t stride) {
    const float value = largest[at.rank * stride];
    const float above = at.rank > 0 ? largest[(at.rank - 1) * stride] : value;
    return value + at.share * (above - value);
  }
  Place p99_, p999_;
};

void finish_channel(const Sums& s, std::int64_t c, std::int64_t tokens, std::size_t channel, ChannelStatistics& out) {
  const auto n = static_cast<double>(tokens);
  const double guess = s.guess[c];
  const double first = s.first_all[c] / n;  // the mean is guess + first
  const double second = s.second_all[c] / n;
  const double third = s.third_all[c] / n;
  const double fourth = s.fourth_all[c] / n;
  const double variance = std::max(second - first * first, 0.0);
  const double central_fourth =
      fourth - 4 * first * third + 6 * first * first * second - 3 * first * first * first * first;
  out.absmax[channel] = s.largest_all[c];
  out.mean_abs[channel] = static_cast<float>(s.magnitudes_all[c] / n);
  out.rms[channel] = static_cast<float>(std::sqrt(std::max(second + 2 * guess * first + guess * guess, 0.0)));
  out.kurtosis[channel] = static_cast<float>(std::max(central_fourth, 0.0) / std::max(variance * variance, 1e-30));
}

/// Of a whole column, slowly.
void column_percentiles(const float* x, std::int64_t tokens, std::int64_t stride, const Percentiles& percentiles,
                        std::vector<float>& column, std::size_t channel, ChannelStatistics& out) {
  column.resize(static_cast<std::size_t>(tokens));
  for (std::int64_t t = 0; t < tokens; ++t) column[static_cast<std::size_t>(t)] = std::fabs(x[t * stride]);
  // What is no number counts as smaller than all numbers, so that there is an order.
  const auto larger = [](float a, float b) { return std::isnan(b) ? !std::isnan(a) : a > b; };
  std::partial_sort(column.begin(), column.begin() + percentiles.needed(), column.end(), larger);
  out.p99[channel] = percentiles.p99(column.data(), 1);
  out.p999[channel] = percentiles.p999(column.data(), 1);
}

}  // namespace

void channel_statistics(const float* x, std::int64_t tokens, std::int64_t channels, std::int64_t first,
                        std::int64_t last, ChannelStatistics& out, LogHistogram& histogram) {
  std::vector<Sums> memory(1);
  Sums& s = memory[0];
  const Percentiles percentiles(tokens);
  LargestValues largest(tokens, percentiles.needed());
  std::vector<float> column;
  const auto magnitudes = std::make_unique_for_overwrite<float[]>(static_cast<std::size_t>(tokens * tile));
  std::vector<float> group_largest(static_cast<std::size_t>((tokens + tokens_a_sum - 1) / tokens_a_sum * tile));
  LogCounter counter(top_bin(x + first, tokens, channels, last - first));
  for (std::int64_t c0 = first; c0 < last; c0 += tile) {
    const std::int64_t width = std::min(tile, last - c0);
    const float* strip = x + c0;
    s = Sums{};
    guess_means(strip, tokens, channels, width, s.guess);
    std::int64_t groups = 0;
    for (std::int64_t t = 0; t < tokens; t += tokens_a_sum) {
      const std::int64_t some = std::min(tokens_a_sum, tokens - t);
      const float* rows = strip + t * channels;
      // Rows first: they are read in order, and are in the first cache when the sums go down the columns.
      for (std::int64_t i = 0; i < some; ++i) {
        const float* row = rows + i * channels;
        if (t + i + rows_ahead < tokens) prefetch(row + rows_ahead * channels, width);
        counter.count(row, width, histogram);
      }
      add_tokens(rows, some, channels, width, s, magnitudes.get() + t * lanes, tokens * lanes);
      std::copy(s.largest, s.largest + width, group_largest.begin() + groups++ * tile);
    }
    for (std::int64_t c = 0; c < width; ++c) {
      const auto channel = static_cast<std::size_t>(c0 + c);
      if (!std::isfinite(s.fourth_all[c])) exact_moments(strip, tokens, channels, c, s);
      finish_channel(s, c, tokens, channel, out);
    }
    const std::int64_t whole = width / lanes * lanes;
    for (std::int64_t c = 0; c < whole; c += lanes) {
      largest.collect(magnitudes.get() + c * tokens, group_largest.data() + c, groups, tile);
      const float* sorted = largest.sorted();
      for (std::int64_t lane = 0; lane < lanes; ++lane) {
        const auto channel = static_cast<std::size_t>(c0 + c + lane);
        if (largest.threshold(lane) == s.largest_all[c + lane]) {  // so many are the largest that both percentiles are
          out.p99[channel] = out.p999[channel] = s.largest_all[c + lane];
        } else if (largest.is_complete(lane)) {
          out.p99[channel] = percentiles.p99(sorted + lane, lanes);
          out.p999[channel] = percentiles.p999(sorted + lane, lanes);
        } else {
          column_percentiles(strip + c + lane, tokens, channels, percentiles, column, channel, out);
        }
      }
    }
    for (std::int64_t c = whole; c < width; ++c) {
      column_percentiles(strip + c, tokens, channels, percentiles, column, static_cast<std::size_t>(c0 + c), out);
    }
  }
  counter.flush(histogram);
}

}  // namespace cpu
}  // namespace rotorscope
