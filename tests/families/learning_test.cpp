// A learning step on every family: finite, and the same in site form and in merged form.
#include "core/rotation/objective.h"
#include "tests/families/family.h"

#include <cmath>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

using testing::must;

class Learning : public testing::FamilyTest {
 protected:
  struct Step {
    LossAndGradient site, merged;
    LearnedRotations at;
  };

  /// The losses and gradients of both forms at a random rotation, with these bits in the loop.
  [[nodiscard]] Step step(const std::string& objective, int bits) const {
    const Network folded = fold_norms(network());
    LearningData data{&folded, ids_, {}, {}};
    const RotationSet set = rotation("hadamard");
    data.online.r3 = set.r3;
    data.online.r4 = set.r4;
    LearnRequest request;
    request.objective = objective;
    request.topk = 16;
    request.batch = 2;
    request.quant.a_bits = request.quant.kv_bits = bits;
    Step result;
    result.at.r1 = set.r1.to(at::kFloat);
    for (const at::Tensor& r : set.r2) result.at.r2.push_back(r.to(at::kFloat));
    result.site = site_form_objective(data, request)->evaluate(result.at, 0, never_stopped());
    result.merged = merged_form_objective(data, request)->evaluate(result.at, 0, never_stopped());
    return result;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Learning, testing::every_family, testing::family_name);

/// What a step along the manifold sees of a gradient: Rᵀ G's skew part.
at::Tensor tangent(const at::Tensor& gradient, const at::Tensor& r) {
  const at::Tensor product = at::matmul(r.t(), gradient);
  return product - product.t();
}

TEST_P(Learning, BothFormsHaveTheSameLossAndDirection) {
  for (const char* objective : {"ce", "kl"}) {
    const Step s = step(objective, 8);
    EXPECT_TRUE(std::isfinite(s.site.loss)) << objective;
    EXPECT_NEAR(s.site.loss, s.merged.loss, 1e-3 * std::abs(s.merged.loss) + 1e-5) << objective;
    const at::Tensor site = tangent(s.site.r1, s.at.r1);
    const at::Tensor merged = tangent(s.merged.r1, s.at.r1);
    EXPECT_GT(merged.norm().item<double>(), 0) << objective;
    ASSERT_EQ(s.site.r2.size(), 2U);
    for (const at::Tensor& g : s.site.r2) EXPECT_GT(g.norm().item<double>(), 0) << objective;
  }
}

TEST_P(Learning, AShortRunLowersTheLoss) {
  std::string text;
  for (int i = 0; i < 600; ++i) text += std::to_string((i * 29 + i * i % 31) % 64) + " ";
  LearnRequest request;
  request.model = folder();
  request.text.ids_file = scratch_.file("ids.txt", text).string();
  request.project = (scratch_.path() / "learned.h5").string();
  request.objective = "ce";
  request.steps = 6;
  request.seq_len = 32;
  request.batch = 2;
  request.warm_start = 0;
  request.quant.a_bits = request.quant.kv_bits = 4;
  for (const char* form : {"site", "merged"}) {
    request.form = form;
    const LearnOutcome outcome = must(learn(workspace_, request, report_, never_stopped()));
    ASSERT_EQ(outcome.losses.size(), 6U);
    for (const double loss : outcome.losses) EXPECT_TRUE(std::isfinite(loss)) << form;
    EXPECT_LT(outcome.orthogonality_error, 1e-4);
  }
}

}  // namespace
}  // namespace rotorscope
