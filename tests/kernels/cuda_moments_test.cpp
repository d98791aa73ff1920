// Channel moments and the histogram by the CUDA kernels, against sums in float64.
#include "kernels/cpu/channel_statistics.h"
#include "tests/kernels/cuda_hadamard_cases.h"

#include <bit>

namespace rotorscope::cuda {
namespace {

struct Moments {
  std::vector<double> values;  // [6, channels]
  std::vector<std::uint64_t> counts;
};

Moments by_kernel(const std::vector<float>& x, std::int64_t channels, Scalar type, std::size_t shift = 0) {
  const Values in(x, type, shift);
  const auto tokens = static_cast<std::int64_t>(x.size()) / channels;
  const auto n = static_cast<std::size_t>(channels);
  const Memory scratch(static_cast<std::size_t>(channel_moments_scratch_bytes(tokens, channels)));
  const Memory moments(6 * n * sizeof(double));
  const Memory histogram(LogHistogram::bins * sizeof(std::uint64_t));
  EXPECT_EQ(channel_moments(in.data(), type, tokens, channels, scratch.data(), static_cast<double*>(moments.data()),
                            static_cast<std::uint64_t*>(histogram.data()), nullptr),
            0);
  EXPECT_EQ(finish(), 0);
  EXPECT_TRUE(in.intact() && scratch.intact() && moments.intact() && histogram.intact());
  Moments result{std::vector<double>(6 * n), std::vector<std::uint64_t>(LogHistogram::bins)};
  moments.read(result.values.data());
  histogram.read(result.counts.data());
  return result;
}

Moments by_definition(const std::vector<float>& x, std::int64_t channels) {
  const auto n = static_cast<std::size_t>(channels);
  const std::size_t tokens = x.size() / n;
  Moments m{std::vector<double>(6 * n), std::vector<std::uint64_t>(LogHistogram::bins)};
  for (std::size_t c = 0; c < n; ++c) {
    const auto value = [&](std::size_t row) -> double& { return m.values[row * n + c]; };
    for (std::size_t t = 0; t < tokens; ++t) {
      const double v = x[t * n + c];
      value(0) = std::max(value(0), std::fabs(v));
      value(1) += std::fabs(v);
      value(2) += v / static_cast<double>(tokens);
      value(3) += v * v;
      ++m.counts[(std::bit_cast<std::uint32_t>(x[t * n + c]) & 0x7fffffffU) >> 20U];
    }
    for (std::size_t t = 0; t < tokens; ++t) {
      const double square = std::pow(x[t * n + c] - value(2), 2);
      value(4) += square;
      value(5) += square * square;
    }
  }
  return m;
}

void expect_equal(const Moments& got, const Moments& expected, std::int64_t channels, double precision) {
  const auto n = static_cast<std::size_t>(channels);
  for (std::size_t c = 0; c < n; ++c) {
    EXPECT_EQ(got.values[c], expected.values[c]) << "largest magnitude, channel " << c;
    const double mean_error = precision * std::max(expected.values[c], 1e-30);
    EXPECT_NEAR(got.values[2 * n + c], expected.values[2 * n + c], mean_error) << "mean, channel " << c;
    for (const std::size_t row : {1U, 3U, 4U, 5U}) {
      const double e = expected.values[row * n + c];
      ASSERT_NEAR(got.values[row * n + c], e, precision * e) << "row " << row << ", channel " << c;
    }
  }
  EXPECT_EQ(got.counts, expected.counts);
}

using CudaMoments = DeviceTest;

TEST_F(CudaMoments, EqualSumsInFloat64) {
  for (const Scalar type : {Scalar::f32, Scalar::f16, Scalar::bf16}) {
    for (const auto& [tokens, channels] :
         {std::pair<std::int64_t, std::int64_t>{1, 4}, {2, 3}, {9, 576}, {700, 132}, {301, 33}}) {
      const std::vector<float> x = activations(tokens, channels, 31);
      expect_equal(by_kernel(x, channels, type), by_definition(as_stored(x, type), channels), channels, 2e-6);
    }
  }
}

TEST_F(CudaMoments, KeepDigitsBesideALargeMeanAndOutlierTokens) {
  constexpr std::int64_t tokens = 1000, channels = 64;
  std::vector<float> x = activations(tokens, channels, 32);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i % channels < 8) x[i] += 500.0F;                   // a channel's mean far above its spread
    if (i < channels && i % channels > 40) x[i] = 3000.0F;  // the first token, as language models have it
  }
  expect_equal(by_kernel(x, channels, Scalar::f32), by_definition(x, channels), channels, 5e-6);
}

TEST_F(CudaMoments, TakeZerosAndUnalignedRows) {
  const std::vector<float> zeros(std::size_t{200} * 64, 0.0F);
  const Moments m = by_kernel(zeros, 64, Scalar::bf16);
  EXPECT_EQ(m.values, std::vector<double>(6 * 64, 0.0));
  EXPECT_EQ(m.counts[0], zeros.size());
  const std::vector<float> x = activations(150, 64, 33);
  for (const Scalar type : {Scalar::f32, Scalar::bf16})
    expect_equal(by_kernel(x, 64, type, 1), by_definition(as_stored(x, type), 64), 64, 2e-6);
}

TEST_F(CudaMoments, GiveTheSameBitsEachTime) {
  const std::vector<float> x = activations(900, 100, 34);
  const Moments first = by_kernel(x, 100, Scalar::bf16);
  const Moments second = by_kernel(x, 100, Scalar::bf16);
  EXPECT_EQ(first.values, second.values);
  EXPECT_EQ(first.counts, second.counts);
}

TEST_F(CudaMoments, RefuseWhatNoKernelServes) {
  const Memory memory(65536);
  auto* counts = static_cast<std::uint64_t*>(memory.data());
  auto* moments = static_cast<double*>(memory.data());
  EXPECT_EQ(channel_moments(memory.data(), Scalar::f32, 0, 4, memory.data(), moments, counts, nullptr), 1)
      << "no tokens";
  EXPECT_EQ(channel_moments(nullptr, Scalar::f32, 2, 4, memory.data(), moments, counts, nullptr), 1);
  EXPECT_EQ(channel_moments(memory.data(), Scalar::f32, 2, 4, nullptr, moments, counts, nullptr), 1);
  EXPECT_EQ(channel_moments(memory.data(), Scalar::f32, 2, 4, memory.data(), moments, nullptr, nullptr), 1);
  EXPECT_EQ(channel_moments(memory.data(), Scalar::f32, 2, -4, memory.data(), moments, counts, nullptr), 1);
}

}  // namespace
}  // namespace rotorscope::cuda
