// The one-pass loops against plain formulas in float64.
#include "kernels/cpu/block_rows.h"
#include "kernels/cpu/range.h"
#include "kernels/cpu/row_operation.h"
#include "kernels/cpu/skew.h"
#include "kernels/cpu/softmax.h"

#include <cmath>
#include <cstring>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace rotorscope::cpu {
namespace {

std::vector<float> gaussian(std::int64_t n, unsigned seed, float scale = 1.0F) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal(0.0F, scale);
  std::vector<float> x(static_cast<std::size_t>(n));
  for (float& v : x) v = normal(generator);
  return x;
}

/// A derivative by central differences of `loss` at x[i].
template <class Loss>
double derivative(std::vector<float> x, std::size_t i, Loss loss) {
  const float step = 1e-2F;
  const float at = x[i];
  x[i] = at + step;
  const double above = loss(x);
  x[i] = at - step;
  return (above - loss(x)) / (2.0 * static_cast<double>(step));
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

class Widths : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(Rows, Widths, testing::Values(1, 3, 15, 16, 17, 31, 64, 100, 576));

TEST_P(Widths, RmsNormIsTheFormula) {
  const std::int64_t n = GetParam();
  const auto x = gaussian(2 * n, 1, 3.0F);
  const auto gain = gaussian(n, 2);
  std::vector<float> y(x.size());
  std::vector<float> scales(2);
  for (const float* g : {gain.data(), static_cast<const float*>(nullptr)}) {
    rms_norm(x.data(), g, y.data(), scales.data(), 2, n, 1e-5F);
    for (std::int64_t r = 0; r < 2; ++r) {
      double squares = 0;
      for (std::int64_t i = 0; i < n; ++i)
        squares += std::pow(static_cast<double>(x[static_cast<std::size_t>(r * n + i)]), 2);
      const double scale = 1.0 / std::sqrt(squares / static_cast<double>(n) + 1e-5);
      EXPECT_NEAR(scales[static_cast<std::size_t>(r)], scale, 1e-5 * scale);
      for (std::int64_t i = 0; i < n; ++i) {
        const auto at = static_cast<std::size_t>(r * n + i);
        const double expected = x[at] * scale * (g == nullptr ? 1.0 : static_cast<double>(g[i]));
        EXPECT_NEAR(y[at], expected, 1e-5 * (1.0 + std::fabs(expected)));
      }
    }
  }
}

TEST_P(Widths, RmsNormGradientIsTheDerivative) {
  const std::int64_t n = GetParam();
  const auto x = gaussian(n, 3);
  const auto gain = gaussian(n, 4);
  const auto dy = gaussian(n, 5);
  std::vector<float> y(x.size());
  std::vector<float> dx(x.size());
  std::vector<float> scales(1);
  const auto loss = [&](const std::vector<float>& at) {
    std::vector<float> out(at.size());
    rms_norm(at.data(), gain.data(), out.data(), nullptr, 1, n, 1e-2F);
    return dot(out, dy);
  };
  rms_norm(x.data(), gain.data(), y.data(), scales.data(), 1, n, 1e-2F);
  rms_norm_backward(x.data(), gain.data(), scales.data(), dy.data(), dx.data(), 1, n);
  for (std::size_t i = 0; i < x.size(); i += 1 + x.size() / 7)
    EXPECT_NEAR(dx[i], derivative(x, i, loss), 2e-3 * (1 + std::fabs(dx[i])));
}

TEST_P(Widths, SiluProductAndItsGradients) {
  const std::int64_t n = GetParam();
  const auto gate = gaussian(n, 6, 4.0F);
  const auto up = gaussian(n, 7);
  const auto dy = gaussian(n, 8);
  std::vector<float> y(gate.size());
  std::vector<float> dgate(gate.size());
  std::vector<float> dup(gate.size());
  silu_product(gate.data(), up.data(), y.data(), n);
  silu_product_backward(gate.data(), up.data(), dy.data(), dgate.data(), dup.data(), n);
  for (std::size_t i = 0; i < gate.size(); ++i) {
    const double g = gate[i];
    const double s = 1.0 / (1.0 + std::exp(-g));
    EXPECT_NEAR(y[i], g * s * up[i], 1e-5 * (1 + std::fabs(g * up[i])));
    EXPECT_NEAR(dgate[i], static_cast<double>(dy[i]) * up[i] * s * (1 + g * (1 - s)),
                1e-5 * (1 + std::fabs(dy[i] * up[i])));
    EXPECT_NEAR(dup[i], dy[i] * g * s, 1e-5 * (1 + std::fabs(dy[i] * g)));
  }
}

TEST(SiluProduct, TakesGatesOfAnySize) {
  const std::vector<float> gate{-1e30F, -200.0F, 0.0F, 200.0F, 1e30F};
  const std::vector<float> up(gate.size(), 2.0F);
  std::vector<float> y(gate.size());
  silu_product(gate.data(), up.data(), y.data(), 5);
  EXPECT_NEAR(y[1], 0.0F, 1e-30);
  EXPECT_EQ(y[2], 0.0F);
  EXPECT_FLOAT_EQ(y[3], 400.0F);
  EXPECT_FLOAT_EQ(y[4], 2e30F);
}

TEST(RopeRow, TurnsAndTurnsBack) {
  const auto x = gaussian(64, 9);
  std::vector<float> cos(32), sin(32), y(64), back(64);
  for (std::size_t i = 0; i < 32; ++i) {
    cos[i] = std::cos(0.1F * static_cast<float>(i));
    sin[i] = std::sin(0.1F * static_cast<float>(i));
  }
  rope_row(x.data(), y.data(), cos.data(), sin.data(), 64, false);
  EXPECT_NEAR(y[5], x[5] * cos[5] - x[37] * sin[5], 1e-6);
  EXPECT_NEAR(y[37], x[37] * cos[5] + x[5] * sin[5], 1e-6);
  rope_row(y.data(), back.data(), cos.data(), sin.data(), 64, true);
  for (std::size_t i = 0; i < 64; ++i) EXPECT_NEAR(back[i], x[i], 1e-6);
}

TEST_P(Widths, LogSumExpInPiecesIsThatOfAll) {
  const std::int64_t n = GetParam();
  const auto z = gaussian(3 * n, 10, 20.0F);
  float maximum = -HUGE_VALF;
  float sum = 0;
  for (int piece = 0; piece < 3; ++piece) accumulate_logsumexp(z.data() + piece * n, n, maximum, sum);
  double expected = 0;
  for (const float v : z) expected += std::exp(static_cast<double>(v));
  EXPECT_NEAR(maximum + std::log(sum), std::log(expected), 1e-5 * (1 + std::fabs(std::log(expected))));
}

TEST(LogSumExp, PassesOverMinusInfinity) {
  const std::vector<float> nothing(20, -HUGE_VALF);
  const std::vector<float> something{1.0F, -HUGE_VALF};
  float maximum = -HUGE_VALF;
  float sum = 0;
  accumulate_logsumexp(nothing.data(), 20, maximum, sum);
  EXPECT_EQ(sum, 0.0F);
  accumulate_logsumexp(something.data(), 2, maximum, sum);
  EXPECT_NEAR(maximum + std::log(sum), 1.0F, 1e-6);
}

TEST_P(Widths, SoftmaxGradientSumsToNothing) {
  const std::int64_t n = GetParam();
  auto z = gaussian(n, 11, 5.0F);
  const auto before = z;
  const auto target = static_cast<std::size_t>(n / 2);
  const double loss = softmax_gradient(z.data(), n, static_cast<std::int64_t>(target), 0.5F);
  double total = 0;
  for (const float v : before) total += std::exp(static_cast<double>(v));
  EXPECT_NEAR(loss, std::log(total) - before[target], 1e-5 * (1 + std::fabs(loss)));
  EXPECT_NEAR(std::accumulate(z.begin(), z.end(), 0.0), 0.0, 1e-5);
  for (std::size_t i = 0; i < z.size(); ++i) {
    EXPECT_NEAR(z[i], 0.5 * (std::exp(static_cast<double>(before[i])) / total - (i == target ? 1.0 : 0.0)), 1e-6);
  }
}

TEST_P(Widths, RangesKnowTheirPlaces) {
  const std::int64_t n = GetParam();
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto x = gaussian(n, 100 + seed);
    const RowRange range = range_with_places(x.data(), n);
    EXPECT_EQ(range.low_at, std::min_element(x.begin(), x.end()) - x.begin());
    EXPECT_EQ(range.high_at, std::max_element(x.begin(), x.end()) - x.begin());
    EXPECT_EQ(range.low, x[static_cast<std::size_t>(range.low_at)]);
    EXPECT_EQ(range.high, x[static_cast<std::size_t>(range.high_at)]);
  }
}

TEST(RangePlaces, AreTheFirstOfEquals) {
  std::vector<float> x(50, 1.0F);
  x[7] = x[23] = x[40] = 2.0F;
  x[9] = x[33] = -2.0F;
  const RowRange range = range_with_places(x.data(), 50);
  EXPECT_EQ(range.high_at, 7);
  EXPECT_EQ(range.low_at, 9);
}

TEST_P(Widths, SkewPartsAreAntisymmetric) {
  const std::int64_t n = GetParam();
  const auto a = gaussian(n * n, 13);
  std::vector<float> w(a.size());
  std::vector<float> sums(static_cast<std::size_t>(n));
  skew_part(a.data(), w.data(), sums.data(), n, 0, n / 3);  // as two threads would
  skew_part(a.data(), w.data(), sums.data(), n, n / 3, n);
  for (std::int64_t r = 0; r < n; ++r) {
    double sum = 0;
    for (std::int64_t c = 0; c < n; ++c) {
      const float expected = a[static_cast<std::size_t>(r * n + c)] - a[static_cast<std::size_t>(c * n + r)];
      ASSERT_EQ(w[static_cast<std::size_t>(r * n + c)], expected);
      sum += std::fabs(static_cast<double>(expected));
    }
    EXPECT_NEAR(sums[static_cast<std::size_t>(r)], sum, 1e-5 * (1 + sum));
  }
}

class StoredTypes : public testing::TestWithParam<Scalar> {};
INSTANTIATE_TEST_SUITE_P(Rows, StoredTypes, testing::Values(Scalar::f32, Scalar::f16, Scalar::bf16));

TEST_P(StoredTypes, RowsComeBackAsTheyWere) {
  std::vector<float> x = gaussian(100, 12, 10.0F);
  x[0] = 0.0F;
  x[1] = -0.0F;
  x[2] = HUGE_VALF;
  x[3] = -HUGE_VALF;
  std::vector<float> memory(100);
  std::vector<float> once(100);
  std::vector<float> twice(100);
  store_row(x.data(), 100, GetParam(), memory.data(), 0);
  load_row(memory.data(), GetParam(), 0, 100, once.data());
  store_row(once.data(), 100, GetParam(), memory.data(), 0);
  load_row(memory.data(), GetParam(), 0, 100, twice.data());
  EXPECT_EQ(std::memcmp(once.data(), twice.data(), 400), 0);
  const double unit = GetParam() == Scalar::f32 ? 0.0 : (GetParam() == Scalar::f16 ? 1.0 / 2048 : 1.0 / 256);
  for (std::size_t i = 4; i < 100; ++i) EXPECT_NEAR(once[i], x[i], unit * std::fabs(x[i]));
  EXPECT_EQ(once[2], HUGE_VALF);
  const float nan = std::nanf("");
  store_row(&nan, 1, GetParam(), memory.data(), 0);
  load_row(memory.data(), GetParam(), 0, 1, once.data());
  EXPECT_TRUE(std::isnan(once[0]));
}

}  // namespace
}  // namespace rotorscope::cpu
