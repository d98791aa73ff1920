// The first scales, the Fisher weights, and what the layer-wise objectives make of weights.
#include "core/base/progress.h"
#include "core/model/forward.h"
#include "core/rotation/diagonal_scales.h"
#include "core/rotation/gradient_capture.h"
#include "core/rotation/losses.h"
#include "core/rotation/objective.h"
#include "tests/golden/golden_data.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

at::Tensor gaussian(at::IntArrayRef sizes, std::uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  return at::randn(sizes, generator, at::kFloat);
}

double cost(const at::Tensor& x, const at::Tensor& g, const at::Tensor& s) {
  const at::Tensor noise = (x.to(at::kDouble) / s).square().sum(-1);
  return (noise * (g.to(at::kDouble) * s).square().sum(-1)).sum().item<double>();
}

TEST(FisherScales, LowerTheCostTheyMinimize) {
  const at::Tensor loud = at::exp(gaussian({64}, 1));
  const at::Tensor x = gaussian({300, 64}, 2) * loud;
  const at::Tensor g = gaussian({300, 64}, 3) * at::exp(gaussian({64}, 4));
  const at::Tensor s = fisher_scales(x, g, 1.0);
  const double before = cost(x, g, at::ones({64}, at::kDouble));
  const double best = cost(x, g, s);
  EXPECT_LT(best, 0.8 * before);
  EXPECT_NEAR(s.log().mean().item<double>(), 0, 1e-9);
  // A minimum: any nearby scales cost more.
  for (std::uint64_t seed = 10; seed < 16; ++seed) {
    const at::Tensor moved = s * at::exp(0.1 * gaussian({64}, seed).to(at::kDouble));
    EXPECT_GT(cost(x, g, moved), best);
  }
  EXPECT_LT(cost(x, g, fisher_scales(x, g, 0.5)), before);
  EXPECT_TRUE(fisher_scales(x, g, 0.0).allclose(at::ones({64}, at::kDouble)));
}

TEST(FisherScales, ADeadChannelKeepsAFiniteScale) {
  at::Tensor x = gaussian({50, 8}, 1);
  x.select(1, 3).zero_();
  const at::Tensor s = fisher_scales(x, gaussian({50, 8}, 2), 1.0);
  EXPECT_TRUE(s.isfinite().all().item<bool>() && s.gt(0).all().item<bool>());
}

TEST(GradientCapture, GivesTheGradientAtASite) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const Network folded = fold_norms(testing::tiny_network("tiny_gqa_tied"));
  auto generator = at::make_generator<at::CPUGeneratorImpl>(5);
  const at::Tensor windows = at::randint(0, folded.config.vocab_size, {1, 16}, generator, at::kLong);
  NoProgress progress;
  const SiteGradients found = capture_gradients(
      folded, windows, [](Site site) { return site == Site::down_in; }, progress, never_stopped());
  ASSERT_EQ(found.gradients.size(), static_cast<std::size_t>(folded.config.layers));
  // A small push along the gradient raises the summed loss by its squared length.
  class Push final : public SiteHook {
   public:
    explicit Push(at::Tensor by) : by_(std::move(by)) {}
    at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
      return layer.value == 1 && site == Site::down_in ? x + by_.view_as(x) : x;
    }

   private:
    at::Tensor by_;
  };
  const at::Tensor g = found.gradients.at({1, Site::down_in});
  const auto summed_loss = [&](double step) {
    Push hook(g * step);
    const at::Tensor hidden = forward(folded, windows, &hook)[0].slice(0, 0, 15);
    return 15 * cross_entropy_loss(hidden, folded.head, windows[0].slice(0, 1)).item<double>();
  };
  const double squares = g.square().sum().item<double>();
  const double step = 0.02 / std::sqrt(squares);
  EXPECT_NEAR((summed_loss(step) - summed_loss(-step)) / (2 * step), squares, 0.02 * squares);
}

TEST(LayerWise, WeightsDecideWhoseNoiseCounts) {
  const at::Tensor activations = gaussian({2, 64, 16}, 1);
  LearnRequest request;
  request.objective = "range";
  request.holdout = 0;
  request = resolve_defaults(request);
  LearnedRotations r{at::eye(16, at::kFloat), {}, {}, {}};
  at::Tensor weights = at::zeros({2, 64});
  weights.slice(1, 0, 8).fill_(1.0);
  const auto weighted = layer_wise_objective(activations, weights, request)->evaluate(r, 0, never_stopped());
  // Only the first eight tokens count: the others may be anything.
  at::Tensor changed = activations.clone();
  changed.slice(1, 8).copy_(gaussian({2, 56, 16}, 2));
  const auto same = layer_wise_objective(changed, weights, request)->evaluate(r, 0, never_stopped());
  EXPECT_NEAR(weighted.loss, same.loss, 1e-7);
  EXPECT_TRUE(weighted.r1.allclose(same.r1, 1e-4, 1e-7));
  const auto even = layer_wise_objective(changed, {}, request)->evaluate(r, 0, never_stopped());
  EXPECT_GT(std::abs(even.loss - same.loss), 1e-5);
}

TEST(LayerWise, NativeRangeIsTheGradientOfItsLoss) {
  const at::Tensor activations = gaussian({1, 32, 16}, 1);
  const at::Tensor weights = gaussian({1, 32}, 2).abs();
  LearnRequest request;
  request.objective = "range";
  request.holdout = 0;
  request = resolve_defaults(request);
  const auto objective = layer_wise_objective(activations, weights, request);
  const at::Tensor r = at::eye(16, at::kFloat) + 0.1 * gaussian({16, 16}, 3);
  const auto at_r = objective->evaluate({r, {}, {}, {}}, 0, never_stopped());
  const at::Tensor direction = gaussian({16, 16}, 4);
  const double step = 1e-4;
  const double up = objective->evaluate({r + step * direction, {}, {}, {}}, 0, never_stopped()).loss;
  const double down = objective->evaluate({r - step * direction, {}, {}, {}}, 0, never_stopped()).loss;
  const double expected = (at_r.r1 * direction).sum().item<double>();
  EXPECT_NEAR((up - down) / (2 * step), expected, 0.02 * std::abs(expected) + 1e-6);
}

}  // namespace
}  // namespace rotorscope
