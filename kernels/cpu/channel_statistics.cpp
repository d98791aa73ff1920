// Tiles of channels, token by token: a value is read once, all sums of it are taken while it is in a register, with
// channels in the lanes. Sums of a few tokens are in float32, of all tokens in float64. The moments are taken about a
// first guess of the mean, so that nothing cancels where a channel has a large mean.
#include "kernels/cpu/channel_statistics.h"

#include "kernels/cpu/largest_values.h"
#include "kernels/cpu/vector.h"
#include "kernels/simd.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

namespace rotorscope {

void ChannelStatistics::resize(std::size_t channels) {
  for (auto* values : {&absmax, &mean_abs, &rms, &p99, &p999, &kurtosis}) values->resize(channels);
}

namespace cpu {
namespace {

constexpr std::int64_t tile = 256;         ///< channels: a row of them is 1 KiB, their sums stay in the first cache
constexpr std::int64_t tokens_a_sum = 16;  ///< summed in float32 before they go to float64

constexpr std::int64_t rows_ahead = 4;  ///< fetched early: a tile's next row is far away in memory

void prefetch(const float* x, std::int64_t width) {
  for (std::int64_t c = 0; c < width; c += lanes) __builtin_prefetch(x + c);
}

struct Sums {
  float guess[tile], largest[tile], magnitudes[tile];
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

ROTOR_SIMD void add_tokens(const float* x, std::int64_t tokens, std::int64_t stride, std::int64_t width, Sums& s) {
  for (std::int64_t c = 0; c + lanes <= width; c += lanes) {
    const Vector guess = load(s.guess + c);
    Vector largest = load(s.largest + c);
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
    float magnitudes = 0, first = 0, second = 0, third = 0, fourth = 0;
    for (std::int64_t t = 0; t < tokens; ++t) {
      const float v = x[t * stride + c];
      const float m = __builtin_fabsf(v);
      const float d = v - s.guess[c];
      s.largest[c] = m > s.largest[c] ? m : s.largest[c];
      magnitudes += m;
      first += d;
      second += d * d;
      third += d * d * d;
      fourth += d * d * d * d;
    }
    s.magnitudes[c] = magnitudes;
    s.first[c] = first;
    s.second[c] = second;
    s.third[c] = third;
    s.fourth[c] = fourth;
  }
  for (std::int64_t c = 0; c < width; ++c) {
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

/// Counts magnitudes two at a time: neighbours' bins together are one index, so that a value costs half an increment.
/// 126 bins around the usual magnitudes have codes of their own; a value outside them is counted by itself.
class PairCounter {
 public:
  /// `top` is the highest bin that has a code.
  explicit PairCounter(int top) : base_(top - most_codes), pairs_(std::size_t{tables} * table_size) {}

  void count(const float* row, std::int64_t width, LogHistogram& histogram) {
    std::uint8_t codes[tile];
    std::uint16_t pairs[tile / 2];
    if (encode(row, width, base_, codes, pairs)) count_outside(row, width, codes, histogram);
    const std::int64_t whole = width / 2;
    std::int64_t i = 0;
    for (; i + 4 <= whole; i += 4) {
      for (std::int64_t j = 0; j < 4; ++j) ++pairs_[static_cast<std::size_t>(j % tables) * table_size + pairs[i + j]];
    }
    for (; i < whole; ++i) ++pairs_[pairs[i]];
    if (width % 2 != 0) ++pairs_[codes[width - 1]];  // beside code 0, which counts nothing
    counted_ += width;
    if (counted_ > (std::int64_t{1} << 30)) flush(histogram);
  }

  void flush(LogHistogram& histogram) {
    for (std::size_t pair = 0; pair < std::size_t{pitch} * pitch; ++pair) {
      std::uint64_t count = 0;
      for (std::size_t t = 0; t < tables; ++t) count += std::exchange(pairs_[t * table_size + pair], 0U);
      if (count == 0) continue;
      for (const std::size_t code : {pair % pitch, pair / pitch}) {
        if (code != 0) histogram.counts[static_cast<std::size_t>(base_) + code] += count;
      }
    }
    counted_ = 0;
  }

 private:
  static constexpr int most_codes = 126;
  /// From one first code to the next. Not a power of two: 2 to 7 % faster by measurement than 256, with less memory.
  static constexpr unsigned pitch = most_codes + 1;
  static constexpr std::size_t tables = 2;  ///< neighbours count in different ones: no waiting for one counter
  static constexpr std::size_t table_size = std::size_t{pitch} * pitch + 57;

  /// Codes from 1; 0 for a bin without one. Whether there was such a bin. `pairs`: of codes 2i and 2i + 1.
  ROTOR_SIMD static bool encode(const float* x, std::int64_t n, std::int32_t base, std::uint8_t* codes,
                                std::uint16_t* pairs) {
    std::int32_t outside = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      const std::int32_t bin = (std::bit_cast<std::int32_t>(x[i]) & 0x7fffffff) >> 20;
      const std::int32_t code = bin - base;
      const bool has_code = code >= 1 && code <= most_codes;
      codes[i] = static_cast<std::uint8_t>(has_code ? code : 0);
      outside |= has_code ? 0 : 1;
    }
    for (std::int64_t i = 0; i < n / 2; ++i) {
      std::uint16_t both = 0;
      std::memcpy(&both, codes + 2 * i, sizeof both);
      pairs[i] = static_cast<std::uint16_t>((both & 0xffU) + pitch * (both >> 8U));
    }
    return outside != 0;
  }

  static void count_outside(const float* x, std::int64_t n, const std::uint8_t* codes, LogHistogram& histogram) {
    const auto see = [&](std::int64_t i) {
      if (codes[i] == 0) ++histogram.counts[(std::bit_cast<std::uint32_t>(x[i]) & 0x7fffffffU) >> 20U];
    };
    std::int64_t i = 0;
    for (; i + 8 <= n; i += 8) {
      // Eight codes at a time: none is 0 where no byte borrows.
      std::uint64_t eight = 0;
      std::memcpy(&eight, codes + i, sizeof eight);
      if (((eight - 0x0101010101010101ULL) & ~eight & 0x8080808080808080ULL) == 0) continue;
      for (std::int64_t j = i; j < i + 8; ++j) see(j);
    }
    for (; i < n; ++i) see(i);
  }

  std::int32_t base_;
  std::int64_t counted_ = 0;
  std::vector<std::uint32_t> pairs_;
};

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

/// Quantiles of n values of which `largest` (unordered) holds the largest ones; asked for in rising order, as each
/// leaves what is larger behind it.
class Quantiles {
 public:
  Quantiles(std::span<float> largest, std::int64_t n)
      : rest_(largest), skipped_(n - static_cast<std::int64_t>(largest.size())), n_(n) {}

  float next(double q) {
    const double position = q * static_cast<double>(n_ - 1);
    const auto index = static_cast<std::int64_t>(position);
    const auto nth = rest_.begin() + static_cast<std::ptrdiff_t>(index - skipped_);
    std::nth_element(rest_.begin(), nth, rest_.end());
    const float value = *nth;
    const float above = index + 1 < n_ ? *std::min_element(nth + 1, rest_.end()) : value;
    rest_ = rest_.subspan(static_cast<std::size_t>(index - skipped_));
    skipped_ = index;
    return value + static_cast<float>(position - static_cast<double>(index)) * (above - value);
  }

 private:
  std::span<float> rest_;
  std::int64_t skipped_;
  std::int64_t n_;
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
  out.absmax[channel] = s.largest[c];
  out.mean_abs[channel] = static_cast<float>(s.magnitudes_all[c] / n);
  out.rms[channel] = static_cast<float>(std::sqrt(std::max(second + 2 * guess * first + guess * guess, 0.0)));
  out.kurtosis[channel] = static_cast<float>(std::max(central_fourth, 0.0) / std::max(variance * variance, 1e-30));
}

}  // namespace

void channel_statistics(const float* x, std::int64_t tokens, std::int64_t channels, std::int64_t first,
                        std::int64_t last, ChannelStatistics& out, LogHistogram& histogram) {
  std::vector<Sums> memory(1);
  Sums& s = memory[0];
  // both values that the 99th percentile lies between, and all above
  const std::int64_t needed = tokens - static_cast<std::int64_t>(0.99 * static_cast<double>(tokens - 1));
  std::vector<float> column;
  PairCounter counter(top_bin(x + first, tokens, channels, last - first));
  for (std::int64_t c0 = first; c0 < last; c0 += tile) {
    const std::int64_t width = std::min(tile, last - c0);
    const float* strip = x + c0;
    s = Sums{};
    guess_means(strip, tokens, channels, width, s.guess);
    LargestValues largest(strip, tokens, channels, width, needed);
    for (std::int64_t t = 0; t < tokens; t += tokens_a_sum) {
      const std::int64_t some = std::min(tokens_a_sum, tokens - t);
      const float* rows = strip + t * channels;
      // Rows first: they are read in order, and are in the first cache when the sums go down the columns.
      for (std::int64_t i = 0; i < some; ++i) {
        const float* row = rows + i * channels;
        if (t + i + rows_ahead < tokens) prefetch(row + rows_ahead * channels, width);
        counter.count(row, width, histogram);
      }
      largest.see(rows, some, channels);
      add_tokens(rows, some, channels, width, s);
    }
    for (std::int64_t c = 0; c < width; ++c) {
      const auto channel = static_cast<std::size_t>(c0 + c);
      if (!std::isfinite(s.fourth_all[c])) exact_moments(strip, tokens, channels, c, s);
      finish_channel(s, c, tokens, channel, out);
      std::span<float> kept = largest.kept(c);
      if (kept.empty()) {
        column.resize(static_cast<std::size_t>(tokens));
        for (std::int64_t t = 0; t < tokens; ++t)
          column[static_cast<std::size_t>(t)] = std::fabs(strip[t * channels + c]);
        kept = column;
      }
      Quantiles quantiles(kept, tokens);
      out.p99[channel] = quantiles.next(0.99);
      out.p999[channel] = quantiles.next(0.999);
    }
  }
  counter.flush(histogram);
}

}  // namespace cpu
}  // namespace rotorscope
