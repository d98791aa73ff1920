// Every CUDA operator against the CPU's, which other tests compare with the goldens.
#include "kernels/operators.h"

#include "core/rotation/hadamard_plan.h"
#include "tests/gpu/gpu_fixture.h"

#include <ATen/CPUGeneratorImpl.h>

namespace rotorscope {
namespace {

constexpr std::int64_t orders[] = {64, 128, 576, 1536, 2048, 4096, 4864, 11008, 14336};
constexpr at::ScalarType types[] = {at::kFloat, at::kHalf, at::kBFloat16};

/// Gaussian rows with an outlier channel, as activations have.
at::Tensor activations(std::int64_t rows, std::int64_t columns, at::ScalarType type) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(static_cast<std::uint64_t>(rows * 131071 + columns));
  at::Tensor x = at::randn({rows, columns}, generator, at::kFloat);
  x.select(1, columns / 3).mul_(40);
  return x.to(type);
}

HadamardPlan plan_of(std::int64_t order) {
  auto plan = HadamardPlan::create(order);
  EXPECT_TRUE(plan) << plan.error().message();
  return *plan;
}

/// Values on grids may land on the neighbouring level where a value lies between two; that is one step of a row of
/// 2^bits − 1 steps. All but a few must agree.
void expect_same_grid(const at::Tensor& on_gpu, const at::Tensor& expected, int bits, const std::string& what) {
  const at::Tensor difference = (on_gpu.cpu().to(at::kFloat) - expected.to(at::kFloat)).abs();
  const at::Tensor range = (expected.to(at::kFloat).amax(-1, true) - expected.to(at::kFloat).amin(-1, true));
  const double slack = 2 * testing::tolerance(expected.scalar_type());
  const at::Tensor step = range / (std::pow(2.0, bits) - 1) * 1.01 + range * slack;
  EXPECT_TRUE(difference.le(step).all().item<bool>()) << what << ": more than a step apart";
  const at::Tensor off = difference.gt(range * slack + 1e-12);
  EXPECT_LT(off.to(at::kFloat).mean().item<double>(), 2e-3) << what << ": too many on another level";
}

std::string name(std::int64_t order, at::ScalarType type) {
  return std::to_string(order) + " " + std::string(c10::toString(type));
}

class Operators : public testing::OnGpu {};

TEST_F(Operators, HadamardBothWays) {
  for (const std::int64_t order : orders) {
    const HadamardPlan plan = plan_of(order);
    for (const at::ScalarType type : types) {
      const at::Tensor x = activations(37, order, type);
      for (const bool transpose : {false, true}) {
        EXPECT_LT(apart(hadamard(x.to(device_), plan.matrix(), transpose), hadamard(x, plan.matrix(), transpose)),
                  2 * testing::tolerance(type))
            << name(order, type);
      }
      const at::Tensor back = hadamard(hadamard(x.to(device_), plan.matrix()), plan.matrix(), true);
      EXPECT_LT(apart(back, x), 4 * testing::tolerance(type)) << name(order, type);
    }
  }
}

TEST_F(Operators, HadamardOfHeads) {
  const HadamardPlan plan = plan_of(64);
  const at::Tensor x = activations(5, 9 * 64, at::kBFloat16).view({5, 9, 64}).transpose(0, 1);
  EXPECT_LT(apart(hadamard(x.to(device_), plan.matrix()), hadamard(x, plan.matrix())), 1.0 / 64);
}

TEST_F(Operators, FakeQuantizeAndItsError) {
  for (const std::int64_t order : orders) {
    for (const at::ScalarType type : types) {
      const at::Tensor x = activations(33, order, type);
      for (const std::int64_t group : {std::int64_t{0}, std::int64_t{64}}) {
        if (group > 0 && order % group != 0) continue;
        for (const RowGrid& grid : {RowGrid{4, false, group == 0, 1.0}, RowGrid{8, true, true, 0.9}}) {
          const at::Tensor rows = fake_quantize(x, group, grid).view({-1, group > 0 ? group : order});
          expect_same_grid(fake_quantize(x.to(device_), group, grid).view(rows.sizes()), rows, grid.bits,
                           name(order, type));
          const at::Tensor error = quantize_error(x.to(device_), group, grid);
          const at::Tensor by_hand =
              fake_quantize(x.to(device_), group, grid).to(at::kFloat) - x.to(device_).to(at::kFloat);
          EXPECT_LT((error.to(at::kFloat) - by_hand).abs().max().item<double>(),
                    4 * testing::tolerance(type) * x.abs().max().item<double>())
              << name(order, type);
        }
      }
    }
  }
}

TEST_F(Operators, HadamardQuantizeInOnePass) {
  const RowGrid grid{4, false, true, 1.0};
  for (const std::int64_t order : orders) {
    const HadamardPlan plan = plan_of(order);
    for (const at::ScalarType type : types) {
      const at::Tensor x = activations(21, order, type);
      expect_same_grid(hadamard_quantize(x.to(device_), plan.matrix(), 0, grid),
                       hadamard_quantize(x, plan.matrix(), 0, grid), 4, name(order, type));
    }
  }
}

/// A level that differs at one place spreads over the row on the way back, so the errors are compared as a whole.
TEST_F(Operators, SiteFormErrorInOnePass) {
  const RowGrid grid{4, false, true, 1.0};
  for (const std::int64_t order : orders) {
    const HadamardPlan plan = plan_of(order);
    for (const at::ScalarType type : types) {
      const at::Tensor x = activations(21, order, type);
      const at::Tensor expected = hadamard_error(x, plan.matrix(), 0, grid).to(at::kFloat);
      const at::Tensor e = hadamard_error(x.to(device_), plan.matrix(), 0, grid).cpu().to(at::kFloat);
      EXPECT_LT(((e - expected).norm() / expected.norm()).item<double>(), 0.05) << name(order, type);
    }
  }
}

TEST_F(Operators, StatisticsOfChannels) {
  for (const std::int64_t tokens : {1, 2, 100, 2049}) {
    for (const at::ScalarType type : types) {
      const at::Tensor x = activations(tokens, 576, type);
      const SiteStatistics expected = channel_statistics(x);
      const SiteStatistics s = channel_statistics(x.to(device_));
      EXPECT_EQ(s.histogram.counts, expected.histogram.counts) << tokens;
      EXPECT_EQ(s.channels.absmax, expected.channels.absmax) << tokens;
      const auto near = [&](const std::vector<float>& a, const std::vector<float>& b, const char* what) {
        for (std::size_t c = 0; c < b.size(); ++c) EXPECT_NEAR(a[c], b[c], 1e-4 * std::abs(b[c]) + 1e-6) << what << c;
      };
      near(s.channels.mean_abs, expected.channels.mean_abs, "mean_abs ");
      near(s.channels.rms, expected.channels.rms, "rms ");
      near(s.channels.p99, expected.channels.p99, "p99 ");
      near(s.channels.p999, expected.channels.p999, "p999 ");
      near(s.channels.kurtosis, expected.channels.kurtosis, "kurtosis ");
    }
  }
}

TEST_F(Operators, TakeInputsOfAnyLayoutAndFloat64) {
  const HadamardPlan plan = plan_of(128);
  const at::Tensor wide = activations(16, 256, at::kFloat);
  for (const at::Tensor& x :
       {wide.slice(1, 64, 192), wide.view({128, 32}).t(), wide.to(at::kDouble).slice(1, 0, 128)}) {
    ASSERT_EQ(x.size(-1), 128);
    const at::Tensor y = hadamard(x.to(device_), plan.matrix());
    EXPECT_EQ(y.scalar_type(), x.scalar_type());
    EXPECT_LT(apart(y, hadamard(x, plan.matrix())), 4e-6);
  }
}

TEST_F(Operators, RefuseWhatDoesNotFit) {
  const at::Tensor x = at::randn({3, 100}, at::TensorOptions(device_));
  EXPECT_THROW(hadamard(x, plan_of(64).matrix()), c10::Error);
  EXPECT_THROW(fake_quantize(x, 33, RowGrid{4, false, true, 1.0}), c10::Error);
  EXPECT_THROW(fake_quantize(x, 0, RowGrid{9, false, true, 1.0}), c10::Error);
  EXPECT_EQ(hadamard(x.slice(0, 0, 0).slice(1, 0, 64), plan_of(64).matrix()).size(0), 0);
}

}  // namespace
}  // namespace rotorscope
