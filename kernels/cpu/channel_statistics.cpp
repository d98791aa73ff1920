// A strip of channels at a time, transposed into the cache: all statistics then read contiguous memory.
#include "kernels/cpu/channel_statistics.h"

#include "kernels/simd.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rotorscope {

void ChannelStatistics::resize(std::size_t channels) {
  for (auto* values : {&absmax, &mean_abs, &rms, &p99, &p999, &kurtosis}) values->resize(channels);
}

float LogHistogram::lower_edge(int bin) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bin) << 20U);
}

namespace cpu {
namespace {

struct Sums {
  double sum, magnitudes, squares;
  float absmax;
};

ROTOR_SIMD Sums first_pass(const float* x, std::int64_t n) {
  double sum = 0, magnitudes = 0, squares = 0;
  float absmax = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const float magnitude = __builtin_fabsf(x[i]);
    absmax = magnitude > absmax ? magnitude : absmax;
    sum += x[i];
    magnitudes += magnitude;
    squares += static_cast<double>(x[i]) * x[i];
  }
  return {sum, magnitudes, squares, absmax};
}

struct Moments {
  double second, fourth;
};

ROTOR_SIMD Moments central_moments(const float* x, std::int64_t n, double mean) {
  double second = 0, fourth = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const double d = x[i] - mean;
    second += d * d;
    fourth += d * d * d * d;
  }
  return {second / static_cast<double>(n), fourth / static_cast<double>(n)};
}

/// The q-quantile of v between order statistics, v's tail from `from` on being already the largest values.
float quantile(std::vector<float>& v, double q, std::size_t from) {
  const double position = q * static_cast<double>(v.size() - 1);
  const auto index = static_cast<std::size_t>(position);
  const auto begin = v.begin() + static_cast<std::ptrdiff_t>(std::min(from, index));
  const auto nth = v.begin() + static_cast<std::ptrdiff_t>(index);
  std::nth_element(begin, nth, v.end());
  const float next = index + 1 < v.size() ? *std::min_element(nth + 1, v.end()) : *nth;
  return *nth + static_cast<float>(position - static_cast<double>(index)) * (next - *nth);
}

void count_magnitudes(const float* x, std::int64_t n, LogHistogram& histogram) {
  for (std::int64_t i = 0; i < n; ++i) {
    ++histogram.counts[(std::bit_cast<std::uint32_t>(x[i]) & 0x7fffffffU) >> 20U];
  }
}

}  // namespace

void channel_statistics(const float* x, std::int64_t tokens, std::int64_t channels, std::int64_t first,
                        std::int64_t last, ChannelStatistics& out, LogHistogram& histogram) {
  constexpr std::int64_t strip = 16;
  const auto n = static_cast<std::size_t>(tokens);
  std::vector<float> columns(n * strip);
  std::vector<float> magnitudes(n);
  for (std::int64_t c0 = first; c0 < last; c0 += strip) {
    const std::int64_t width = std::min(strip, last - c0);
    for (std::int64_t t = 0; t < tokens; ++t) {
      for (std::int64_t j = 0; j < width; ++j)
        columns[static_cast<std::size_t>(j * tokens + t)] = x[t * channels + c0 + j];
    }
    for (std::int64_t j = 0; j < width; ++j) {
      const float* column = columns.data() + j * tokens;
      count_magnitudes(column, tokens, histogram);
      const auto c = static_cast<std::size_t>(c0 + j);
      const Sums sums = first_pass(column, tokens);
      const auto count = static_cast<double>(tokens);
      const Moments moments = central_moments(column, tokens, sums.sum / count);
      out.absmax[c] = sums.absmax;
      out.mean_abs[c] = static_cast<float>(sums.magnitudes / count);
      out.rms[c] = static_cast<float>(std::sqrt(sums.squares / count));
      out.kurtosis[c] = static_cast<float>(moments.fourth / std::max(moments.second * moments.second, 1e-30));
      std::transform(column, column + tokens, magnitudes.begin(), [](float v) { return std::fabs(v); });
      out.p99[c] = quantile(magnitudes, 0.99, 0);
      out.p999[c] = quantile(magnitudes, 0.999, static_cast<std::size_t>(0.99 * (count - 1)));
    }
  }
}

void histogram(const float* x, std::int64_t n, std::int64_t stride, float low, float high, float* counts,
               std::int64_t bins) {
  const float per_unit = high > low ? static_cast<float>(bins) / (high - low) : 0.0F;
  const auto top = static_cast<float>(bins - 1);
  for (std::int64_t i = 0; i < n; ++i) {
    const float at = std::floor((x[i * stride] - low) * per_unit);
    // a NaN compares false twice and is counted nowhere
    if (at >= 0.0F)
      counts[static_cast<std::int64_t>(std::min(at, top))] += 1.0F;
    else if (at < 0.0F)
      counts[0] += 1.0F;
  }
}

}  // namespace cpu
}  // namespace rotorscope
