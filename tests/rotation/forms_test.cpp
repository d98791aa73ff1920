// Site form, merged form and recomputation are the same function of what is learned.
#include "core/rotation/cayley.h"
#include "core/rotation/losses.h"
#include "core/rotation/merge.h"
#include "core/rotation/objective.h"
#include "tests/golden/golden_data.h"

#include <functional>
#include <memory>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using testing::largest_difference;
using testing::tiny_network;

class Forms : public ::testing::Test {
 protected:
  void SetUp() override {
    ROTORSCOPE_NEEDS_GOLDENS();
    folded_ = fold_norms(tiny_network("tiny_gqa_tied"));
    set_ = random_rotation("hadamard", 3, folded_.config).value();
    auto generator = at::make_generator<at::CPUGeneratorImpl>(5);
    windows_ = at::randint(0, folded_.config.vocab_size, {4, 48}, generator, at::kLong);
    const ModelConfig& c = folded_.config;
    start_.r1 = set_.r1.to(at::kFloat);
    for (const at::Tensor& r : set_.r2) start_.r2.push_back(r.to(at::kFloat));
    start_.v_log_scale = 0.4 * at::randn({c.layers, c.kv_heads, c.head_dim}, generator, at::kFloat);
    start_.down_log_scale = 0.4 * at::randn({c.layers, c.intermediate_size}, generator, at::kFloat);
    request_.objective = "ce";
    request_.batch = 2;
    request_.steps = 4;
    request_.quant.a_bits = request_.quant.kv_bits = 8;
    request_ = resolve_defaults(request_);
  }

  [[nodiscard]] LossAndGradient evaluated(const LearnRequest& request) const {
    const LearningData data{&folded_, windows_, {}, set_};
    const auto objective =
        request.form == "merged" ? merged_form_objective(data, request) : site_form_objective(data, request);
    return objective->evaluate(start_, 0, never_stopped());
  }

  Network folded_;
  RotationSet set_;
  at::Tensor windows_;
  LearnedRotations start_;
  LearnRequest request_;
};

double relative(const at::Tensor& x, const at::Tensor& y) {
  return ((x - y).norm() / y.norm().clamp_min(1e-12)).item<double>();
}

/// Gradients that rounding at these sites makes 0 in exact arithmetic are compared as what float32 leaves of them.
void expect_same_where_defined(const LossAndGradient& a, const LossAndGradient& b, const LearnedRotations& r,
                               double tolerance) {
  EXPECT_NEAR(a.loss, b.loss, 1e-4 * std::abs(b.loss));
  const auto compare = [&](const at::Tensor& x, const at::Tensor& y, const char* what) {
    if (y.norm().item<double>() < 1e-4) {
      EXPECT_LT(x.norm().item<double>(), 2e-4) << what;
    } else {
      EXPECT_LT(relative(x, y), tolerance) << what << ", norm " << y.norm().item<double>();
    }
  };
  compare(tangent(r.r1, a.r1), tangent(r.r1, b.r1), "R1");
  for (std::size_t i = 0; i < r.r2.size(); ++i) compare(tangent(r.r2[i], a.r2[i]), tangent(r.r2[i], b.r2[i]), "R2");
  compare(a.v_log_scale, b.v_log_scale, "v scales");
  compare(a.down_log_scale, b.down_log_scale, "down scales");
}

void expect_same(const LossAndGradient& a, const LossAndGradient& b, const LearnedRotations& r, double tolerance) {
  EXPECT_NEAR(a.loss, b.loss, tolerance * std::abs(b.loss));
  EXPECT_LT(relative(tangent(r.r1, a.r1), tangent(r.r1, b.r1)), tolerance * 50);
  ASSERT_TRUE(a.v_log_scale.defined() && b.v_log_scale.defined());
  EXPECT_LT(relative(a.v_log_scale, b.v_log_scale), tolerance * 50);
  EXPECT_LT(relative(a.down_log_scale, b.down_log_scale), tolerance * 50);
  EXPECT_GT(a.v_log_scale.abs().max().item<double>(), 0);
  EXPECT_GT(a.down_log_scale.abs().max().item<double>(), 0);
}

// One site of the last layer at a time: behind a quantizer the forms' last bits would be blown up by the next one.
TEST_F(Forms, SiteAndMergedFormAgreeWithScales) {
  for (const char* site : {"attn_in", "v", "o_in", "mlp_in", "down_in", "k"}) {
    for (const bool before_rope : {false, true}) {
      if (before_rope && std::string(site) != "k") continue;
      LearnRequest only = request_;
      only.quant.a_bits = only.quant.kv_bits = 16;
      only.quant.k_pre_rope = before_rope;
      only.quant.mixed = {*parse_override("2." + std::string(site) + "=6")};
      LearnRequest merged = only;
      merged.form = "merged";
      SCOPED_TRACE(site);
      expect_same_where_defined(evaluated(only), evaluated(merged), start_, 0.02);
    }
  }
}

TEST_F(Forms, SiteAndMergedFormAgreeWithBlocksInR4) {
  const ModelConfig& c = folded_.config;
  for (int layer = 0; layer < c.layers; ++layer) {
    set_.r4_blocks.push_back(
        random_orthogonal(8, 40 + static_cast<std::uint64_t>(layer)).repeat({c.intermediate_size / 8, 1, 1}));
  }
  LearnRequest only = request_;
  only.quant.a_bits = only.quant.kv_bits = 16;
  only.quant.mixed = {*parse_override("2.down_in=6")};
  LearnRequest merged = only;
  merged.form = "merged";
  const LossAndGradient with_blocks = evaluated(only);
  expect_same_where_defined(with_blocks, evaluated(merged), start_, 0.02);
  set_.r4_blocks.clear();
  EXPECT_NE(with_blocks.loss, evaluated(only).loss);
}

TEST_F(Forms, SiteAndMergedFormHaveTheSameLossWithEverythingQuantized) {
  LearnRequest merged = request_;
  merged.form = "merged";
  EXPECT_NEAR(evaluated(request_).loss, evaluated(merged).loss, 2e-3 * evaluated(merged).loss);
}

TEST_F(Forms, RecomputingChangesNothing) {
  for (const char* form : {"site", "merged"}) {
    LearnRequest kept = request_;
    kept.form = form;
    LearnRequest recomputed = kept;
    recomputed.recompute = true;
    expect_same(evaluated(recomputed), evaluated(kept), start_, 1e-5);
  }
}

TEST_F(Forms, WindowsTogetherAreTheSameStep) {
  LearnRequest together = request_;
  together.micro_batch = 2;
  expect_same(evaluated(together), evaluated(request_), start_, 1e-5);
}

TEST_F(Forms, WeightsInTheLoopCostSomething) {
  LearnRequest merged = request_;
  merged.form = "merged";
  const double sixteen = evaluated(merged).loss;
  merged.quant.w_bits = 3;
  const LossAndGradient three = evaluated(merged);
  EXPECT_GT(std::abs(three.loss - sixteen), 1e-4);
  EXPECT_GT(three.r1.abs().max().item<double>(), 0);
}

TEST_F(Forms, ScalesMergeWithoutChangingTheNetwork) {
  RotationSet set = set_;
  set.v_scale = start_.v_log_scale.to(at::kDouble).exp().unbind();
  set.down_scale = start_.down_log_scale.to(at::kDouble).exp().unbind();
  NoProgress progress;
  const auto merged = merge_rotation(folded_, set, progress, never_stopped());
  ASSERT_TRUE(merged) << merged.error().message();
  OnlineRotation online(set, nullptr);
  const at::Tensor expected = logits(folded_, forward(folded_, windows_, nullptr));
  const at::Tensor actual = logits(*merged, forward(*merged, windows_, &online));
  EXPECT_LT(largest_difference(actual, expected) / expected.abs().max().item<double>(), 1e-5);
  set.down_scale.pop_back();
  EXPECT_FALSE(merge_rotation(folded_, set, progress, never_stopped()));
}

TEST_F(Forms, AHeldOutLossIsThatOfOtherWindows) {
  LearningData data{&folded_, windows_.slice(0, 0, 2), windows_.slice(0, 2, 3), set_};
  const auto objective = site_form_objective(data, request_);
  LearnRequest one = request_;
  one.batch = 1;
  const LearningData other{&folded_, windows_.slice(0, 2, 3), {}, set_};
  const auto held_out = objective->held_out(start_, never_stopped());
  ASSERT_TRUE(held_out);
  EXPECT_NEAR(*held_out, site_form_objective(other, one)->evaluate(start_, 0, never_stopped()).loss, 1e-5);
  EXPECT_FALSE(site_form_objective(other, one)->held_out(start_, never_stopped()));
}

TEST_F(Forms, ARecordedStepFollowsWhatIsLearnedAndTheWindows) {
  class Again final : public LaunchGraph {
   public:
    explicit Again(std::function<void()> work) : work_(std::move(work)) {}
    void replay() override { work_(); }

   private:
    std::function<void()> work_;
  };
  int recorded = 0;
  const Recording recording{[&](const std::function<void()>& work) {
                              ++recorded;
                              work();
                              return std::make_unique<Again>(work);
                            },
                            {}};
  const LearningData data{&folded_, windows_, {}, set_};
  const auto plain = site_form_objective(data, request_);
  const auto objective = site_form_objective(data, request_, recording);
  LearnedRotations r = start_;
  for (int step = 0; step < 4; ++step) {
    const LossAndGradient expected = plain->evaluate(r, step, never_stopped());
    const LossAndGradient found = objective->evaluate(r, step, never_stopped());
    EXPECT_NEAR(found.loss, expected.loss, 1e-6 * expected.loss) << "step " << step;
    EXPECT_LT(relative(found.r1, expected.r1), 1e-5) << "step " << step;
    EXPECT_LT(relative(found.down_log_scale, expected.down_log_scale), 1e-5) << "step " << step;
    r.r1 = cayley_step(r.r1, expected.r1, 0.5).r;
  }
  EXPECT_EQ(recorded, 1);
}

TEST(WeightedLoss, LeavesOutWhatWeighsNothing) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(1);
  const at::Tensor hidden = at::randn({12, 8}, generator, at::kFloat);
  const at::Tensor head = at::randn({30, 8}, generator, at::kFloat);
  const at::Tensor targets = at::randint(0, 30, {12}, generator, at::kLong);
  const at::Tensor weights = at::cat({at::ones({5}), at::zeros({7})});
  const auto loss = [&](const at::Tensor& h, const at::Tensor& t, const at::Tensor& w) {
    return cross_entropy_loss(h, head, t, w).item<double>();
  };
  EXPECT_NEAR(loss(hidden, targets, weights), loss(hidden.slice(0, 0, 5), targets.slice(0, 0, 5), {}), 1e-6);
  EXPECT_NEAR(loss(hidden, targets, at::full({12}, 3.0)), loss(hidden, targets, {}), 1e-6);
}

}  // namespace
}  // namespace rotorscope
