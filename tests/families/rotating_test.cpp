// Rotations leave every family's output as it is; quantized, each runs and learns its weights by GPTQ.
#include "core/pipeline/prepared.h"
#include "tests/families/family.h"

#include <cmath>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

using testing::difference;
using testing::must;

class Rotating : public testing::FamilyTest {
 protected:
  [[nodiscard]] std::string ids_file(int count) const {
    std::string text;
    for (int i = 0; i < count; ++i) text += std::to_string((i * 29 + i * i % 31) % 64) + " ";
    return scratch_.file("ids.txt", text).string();
  }
  [[nodiscard]] EvalRequest request() const {
    EvalRequest r;
    r.model = folder();
    r.text.ids_file = ids_file(600);
    r.seq_len = 32;
    r.windows = 4;
    return r;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Rotating, testing::every_family, testing::family_name);

TEST_P(Rotating, AllFourRotationsLeaveTheLogits) {
  const double scale = expected_.abs().max().item<double>();
  for (const char* kind : {"orthogonal", "hadamard"}) {
    const RotationSet set = rotation(kind);
    ASSERT_TRUE(set.r1.defined() && set.r2.size() == 2 && set.r3 && set.r4) << kind;
    const Network folded = fold_norms(network());
    EXPECT_FALSE(folded.blocks[0].input_norm.defined());
    EXPECT_EQ(folded.blocks[0].q_norm.defined(), folded.config.qk_norm)
        << "its gains differ by channel: R3 comes after";
    const Network merged = must(merge_rotation(folded, set, report_, {}));
    EXPECT_GT(difference(merged.blocks[0].q.weight, folded.blocks[0].q.weight), 1e-3);
    OnlineRotation online(set, nullptr);
    EXPECT_LT(difference(logits_of(merged, &online), expected_), 1e-5 * scale) << kind;
  }
}

TEST_P(Rotating, TheInvarianceGateMeasuresTheSame) {
  const auto model = must(workspace_.model(folder()));
  const double error =
      must(invariance_error(workspace_, *model, rotation("orthogonal"), ids_.flatten(), {}, report_, never_stopped()));
  EXPECT_LT(error, 1e-5);
  EXPECT_LT(error, invariance_limit);
}

TEST_P(Rotating, AWrongRotationIsSeen) {
  RotationSet set = rotation("orthogonal");
  set.r2[1] = set.r2[1] * 1.01;
  const Network merged = must(merge_rotation(fold_norms(network()), set, report_, {}));
  OnlineRotation online(set, nullptr);
  EXPECT_GT(difference(logits_of(merged, &online), expected_), 1e-3);
}

TEST_P(Rotating, QuantizedEvaluation) {
  EvalRequest r = request();
  const double plain = must(evaluate(workspace_, r, report_, never_stopped())).perplexity;
  r.rotation.source = "hadamard";
  EXPECT_NEAR(must(evaluate(workspace_, r, report_, never_stopped())).perplexity, plain, 1e-3 * plain);
  r.compare = true;
  ASSERT_TRUE(apply_scheme("W8A8KV8", r.quant));
  const EvalOutcome fine = must(evaluate(workspace_, r, report_, never_stopped()));
  ASSERT_TRUE(apply_scheme("W4A4KV4", r.quant));
  const EvalOutcome rough = must(evaluate(workspace_, r, report_, never_stopped()));
  EXPECT_TRUE(std::isfinite(rough.perplexity));
  EXPECT_GT(fine.kl, 0);
  EXPECT_GT(rough.kl, 10 * fine.kl) << "half the bits, a sixteenth of the resolution";
}

TEST_P(Rotating, GptqIsNearerThanRounding) {
  EvalRequest r = request();
  r.compare = true;
  r.quant.w_bits = 3;
  r.quant.calibration.ids_file = r.text.ids_file;
  r.quant.calibration_tokens = 512;
  const double rounded = must(evaluate(workspace_, r, report_, never_stopped())).kl;
  r.quant.w_method = "gptq";
  const double gptq = must(evaluate(workspace_, r, report_, never_stopped())).kl;
  EXPECT_GT(gptq, 0);
  EXPECT_LT(gptq, rounded);
}

}  // namespace
}  // namespace rotorscope
