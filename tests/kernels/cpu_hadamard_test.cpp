// The transform against the dense matrix in float64, at any alignment; the statistics against sorted columns.
#include "core/rotation/hadamard_base.h"
#include "kernels/cpu/channel_statistics.h"
#include "kernels/cpu/hadamard.h"
#include "kernels/cpu/log_counter.h"
#include "kernels/cpu/row_operation.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace rotorscope::cpu {
namespace {

std::vector<float> signs_of(int K) {
  if (K == 1) return {};
  const auto base = hadamard_base(K);
  return {base->entries.begin(), base->entries.end()};
}

/// Entry (i, j) of A ⊗ S, not scaled.
double entry(const std::vector<float>& base, std::int64_t K, std::int64_t power, std::int64_t i, std::int64_t j) {
  const double a =
      base.empty() ? 1.0 : static_cast<double>(base[static_cast<std::size_t>((i / power) * K + j / power)]);
  const auto common = static_cast<std::uint64_t>((i % power) & (j % power));
  return std::popcount(common) % 2 == 0 ? a : -a;
}

struct Order {
  int K;
  std::int64_t power;
};
class Orders : public testing::TestWithParam<Order> {};
INSTANTIATE_TEST_SUITE_P(Hadamard, Orders,
                         testing::Values(Order{1, 1}, Order{1, 2}, Order{1, 8}, Order{1, 16}, Order{1, 32},
                                         Order{1, 64}, Order{1, 128}, Order{1, 256}, Order{1, 512}, Order{1, 1024},
                                         Order{1, 2048}, Order{1, 4096}, Order{1, 8192}, Order{12, 1}, Order{12, 8},
                                         Order{36, 16}, Order{12, 128}, Order{20, 32}, Order{28, 512}, Order{76, 64},
                                         Order{172, 64}),
                         [](const auto& one) {
                           return std::to_string(one.param.K) + "x" + std::to_string(one.param.power);
                         });

TEST_P(Orders, AreTheDenseProductAtAnyAlignment) {
  const auto [K, power] = GetParam();
  const std::int64_t order = K * power;
  const std::vector<float> base = signs_of(K);
  std::mt19937 generator(7);
  std::normal_distribution<float> normal;
  const std::int64_t rows = 3;
  for (const bool transpose : {false, true}) {
    std::vector<float> memory(static_cast<std::size_t>(rows * order + 1));
    for (float& v : memory) v = normal(generator);
    const std::vector<float> before(memory.begin() + 1, memory.end());
    hadamard_rows(memory.data() + 1, rows, 1, base.empty() ? nullptr : base.data(), K, power, transpose);
    const std::int64_t step = std::max<std::int64_t>(1, order / 37);
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t j = 0; j < order; j += step) {
        double expected = 0;
        for (std::int64_t i = 0; i < order; ++i) {
          const double h = transpose ? entry(base, K, power, j, i) : entry(base, K, power, i, j);
          expected += h * static_cast<double>(before[static_cast<std::size_t>(r * order + i)]);
        }
        expected /= std::sqrt(static_cast<double>(order));
        ASSERT_NEAR(memory[static_cast<std::size_t>(1 + r * order + j)], expected, 2e-5) << r << ", " << j;
      }
    }
  }
}

TEST(RowOperation, FusedIsOneAfterTheOther) {
  const std::vector<float> base = signs_of(12);
  const HadamardRows forward(base.data(), 12, 16, false);
  const HadamardRows backward(base.data(), 12, 16, true);
  const std::int64_t width = 2 * 192;
  std::mt19937 generator(8);
  std::normal_distribution<float> normal;
  std::vector<float> x(static_cast<std::size_t>(5 * width));
  for (float& v : x) v = normal(generator);
  const RowGrid grid{4, false, true, 0.9};
  std::vector<float> scratch(static_cast<std::size_t>(forward.scratch_size()));
  std::vector<float> rotated = x;
  for (int r = 0; r < 5; ++r) forward.apply(x.data() + r * width, rotated.data() + r * width, 2, scratch.data());
  std::vector<float> quantized(x.size());
  fake_quantize_rows(rotated.data(), quantized.data(), 5 * 4, width / 4, grid);
  RowOperation operation;
  operation.forward = &forward;
  operation.quantize = true;
  operation.group = width / 4;
  operation.grid = grid;
  std::vector<float> fused(x.size());
  apply_rows(operation, x.data(), fused.data(), Scalar::f32, 0, 5, width);
  EXPECT_EQ(fused, quantized);

  std::vector<float> error(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) error[i] = quantized[i] - rotated[i];
  for (int r = 0; r < 5; ++r) backward.apply(error.data() + r * width, error.data() + r * width, 2, scratch.data());
  operation.error = true;
  operation.backward = &backward;
  apply_rows(operation, x.data(), fused.data(), Scalar::f32, 0, 5, width);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(fused[i], error[i], 1e-5);
}

struct Size {
  std::int64_t tokens, channels;
};
class Sites : public testing::TestWithParam<Size> {};
INSTANTIATE_TEST_SUITE_P(ChannelStatistics, Sites,
                         testing::Values(Size{1, 1}, Size{1, 40}, Size{2, 17}, Size{255, 20}, Size{256, 33},
                                         Size{1000, 300}, Size{4096, 18}, Size{16400, 16}),
                         [](const auto& one) {
                           return std::to_string(one.param.tokens) + "x" + std::to_string(one.param.channels);
                         });

TEST_P(Sites, HaveTheStatisticsOfTheirSortedColumns) {
  const auto [tokens, channels] = GetParam();
  std::mt19937 generator(9);
  std::normal_distribution<float> normal;
  std::vector<float> x(static_cast<std::size_t>(tokens * channels));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto channel = static_cast<float>(i % static_cast<std::size_t>(channels));
    // a large mean in every third channel, a first token far out, and a column of zeros
    x[i] = normal(generator) + (i % static_cast<std::size_t>(channels) % 3 == 1 ? 30.0F + channel : 0.0F);
    if (i < static_cast<std::size_t>(channels)) x[i] *= 400.0F;
    if (channels > 4 && i % static_cast<std::size_t>(channels) == 4) x[i] = 0.0F;
  }
  ChannelStatistics found;
  found.resize(static_cast<std::size_t>(channels));
  LogHistogram histogram;
  channel_statistics(x.data(), tokens, channels, 0, channels, found, histogram);
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
    std::vector<double> column;
    double mean = 0, magnitude = 0, square = 0;
    const auto n = static_cast<double>(tokens);
    for (std::int64_t t = 0; t < tokens; ++t) {
      const auto v = static_cast<double>(x[static_cast<std::size_t>(t * channels) + c]);
      mean += v / n;
      magnitude += std::fabs(v) / n;
      square += v * v / n;
      column.push_back(std::fabs(v));
    }
    double second = 0, fourth = 0;
    for (std::int64_t t = 0; t < tokens; ++t) {
      const double d = static_cast<double>(x[static_cast<std::size_t>(t * channels) + c]) - mean;
      second += d * d / n;
      fourth += d * d * d * d / n;
    }
    std::sort(column.begin(), column.end());
    const auto quantile = [&](double q) {
      const double position = q * (n - 1);
      const auto i = static_cast<std::size_t>(position);
      const double next = i + 1 < column.size() ? column[i + 1] : column[i];
      return column[i] + (position - static_cast<double>(i)) * (next - column[i]);
    };
    const auto close = [](double a, double b) { return std::fabs(a - b) <= 1e-5 * (1e-6 + std::fabs(b)); };
    EXPECT_TRUE(close(found.absmax[c], column.back())) << c;
    EXPECT_TRUE(close(found.mean_abs[c], magnitude)) << c;
    EXPECT_TRUE(close(found.rms[c], std::sqrt(square))) << c;
    EXPECT_TRUE(close(found.p99[c], quantile(0.99))) << c;
    EXPECT_TRUE(close(found.p999[c], quantile(0.999))) << c;
    if (second > 1e-12) {
      EXPECT_NEAR(found.kurtosis[c], fourth / (second * second), 1e-3 * fourth / (second * second)) << c;
    }
  }
  std::vector<std::uint64_t> counts(LogHistogram::bins);
  for (const float v : x) ++counts[(std::bit_cast<std::uint32_t>(v) & 0x7fffffffU) >> 20U];
  EXPECT_TRUE(std::equal(counts.begin(), counts.end(), histogram.counts.begin()));
}

TEST(ChannelStatisticsOf, ValuesThatOverflowFloat32WhenRaised) {
  std::vector<float> x(600);
  std::mt19937 generator(10);
  std::normal_distribution<float> normal(0.0F, 1e12F);
  for (float& v : x) v = normal(generator);
  ChannelStatistics found;
  found.resize(1);
  LogHistogram histogram;
  channel_statistics(x.data(), 600, 1, 0, 1, found, histogram);
  EXPECT_NEAR(found.kurtosis[0], 3.0, 1.0);
  EXPECT_NEAR(found.rms[0], 1e12, 1e11);
}

TEST(ChannelStatisticsOf, TiesAtTheThreshold) {
  std::vector<float> x(2000, 1.0F);  // all equal: far more reach the threshold than are kept
  for (std::size_t i = 0; i < 5; ++i) x[i * 300] = 2.0F;
  ChannelStatistics found;
  found.resize(1);
  LogHistogram histogram;
  channel_statistics(x.data(), 2000, 1, 0, 1, found, histogram);
  EXPECT_EQ(found.p99[0], 1.0F);
  EXPECT_EQ(found.p999[0], 2.0F);
}

TEST(LogCounters, CountEveryMagnitudeOnceWhateverTheProcessor) {
  std::mt19937 generator(12);
  std::normal_distribution<float> normal;
  std::vector<float> x(3001);
  for (std::size_t i = 0; i < x.size(); ++i) {
    // across all magnitudes that floats have, most of them outside the codes, and what is no number
    x[i] = std::ldexp(normal(generator), static_cast<int>(i % 5 == 0 ? i % 280 : 130) - 130);
  }
  x[7] = INFINITY;
  x[8] = -NAN;
  x[9] = -0.0F;
  std::vector<std::uint64_t> expected(LogHistogram::bins);
  for (const float v : x) ++expected[(std::bit_cast<std::uint32_t>(v) & 0x7fffffffU) >> 20U];
  for (const bool portable : {false, true}) {
    for (const int top : {127, 1040, 1024, LogHistogram::bins - 1}) {
      LogCounter counter(top, portable);
      LogHistogram found;
      const auto n = static_cast<std::int64_t>(x.size());
      counter.count(x.data(), 1000, found);
      counter.count(x.data() + 1000, 1, found);
      counter.flush(found);
      counter.count(x.data() + 1001, n - 1001, found);
      counter.flush(found);
      EXPECT_TRUE(std::equal(expected.begin(), expected.end(), found.counts.begin()))
          << top << (portable ? ", portable" : "");
    }
  }
}

TEST(LogHistogramEdges, AreTheSmallestMagnitudeOfABin) {
  for (const float v : {1.0F, 1.124F, 1.126F, 466.9F, 1e-20F}) {
    const int bin = static_cast<int>(std::bit_cast<std::uint32_t>(v) >> 20U);
    EXPECT_LE(LogHistogram::lower_edge(bin), v);
    EXPECT_GT(LogHistogram::lower_edge(bin + 1), v);
  }
}

}  // namespace
}  // namespace rotorscope::cpu
