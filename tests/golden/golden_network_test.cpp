// The tiny checkpoints: forward pass against transformers, invariance under rotation, and learning against the
// reference.
#include "core/quant/quantize_hook.h"
#include "core/quant/weight_quantizer.h"
#include "core/rotation/cayley.h"
#include "core/rotation/learner.h"
#include "core/rotation/merge.h"
#include "core/rotation/objective.h"
#include "tests/golden/golden_data.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using testing::golden_json;
using testing::GoldenTensors;
using testing::largest_difference;
using testing::tiny_network;

at::Tensor logits_of_ids(const Network& network, const at::Tensor& ids, SiteHook* hook = nullptr) {
  const c10::InferenceMode inference;
  return logits(network, forward(network, ids.to(at::kLong), hook));
}

Network merged(const Network& folded, const RotationSet& set) {
  NoProgress progress;
  auto network = merge_rotation(folded, set, progress, never_stopped());
  if (!network) throw std::runtime_error(network.error().message());
  return *network;
}

class TinyModel : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Goldens, TinyModel,
                         ::testing::Values("tiny_gqa_tied", "tiny_mha_bias", "tiny_llama3_rope", "tiny_wide_ffn"),
                         [](const auto& model) { return std::string(model.param); });

TEST_P(TinyModel, LogitsAreThoseOfTransformers) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const GoldenTensors golden(std::string(GetParam()) + "/expected.safetensors");
  const Network network = tiny_network(GetParam());
  EXPECT_LT(largest_difference(logits_of_ids(network, golden["ids"]), golden["logits"]), 1e-4);
  const Network folded = fold_norms(network);
  EXPECT_FALSE(folded.final_norm.defined());
  EXPECT_FALSE(folded.blocks[0].input_norm.defined());
  EXPECT_LT(largest_difference(logits_of_ids(folded, golden["ids"]), golden["logits"]), 1e-4);
}

TEST_P(TinyModel, RotationsLeaveTheLogitsAsTheyAre) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const GoldenTensors golden(std::string(GetParam()) + "/expected.safetensors");
  const Network folded = fold_norms(tiny_network(GetParam()));
  const double scale = golden["logits"].abs().max().item<double>();
  for (const char* kind : {"hadamard", "orthogonal"}) {
    const auto all = random_rotation(kind, 1, folded.config);
    ASSERT_TRUE(all) << all.error().message();
    for (int part = 0; part <= 4; ++part) {  // 0: all together
      RotationSpec spec;
      if (part > 0) {
        spec.r1 = spec.r2 = spec.r3 = spec.r4 = "off";
        *std::array{&spec.r1, &spec.r2, &spec.r3, &spec.r4}[static_cast<std::size_t>(part - 1)] = "on";
      }
      const auto set = with_switches(*all, spec);
      ASSERT_TRUE(set);
      const Network network = merged(folded, *set);
      OnlineRotation online(*set, nullptr);
      const double error = largest_difference(logits_of_ids(network, golden["ids"], &online), golden["logits"]);
      EXPECT_LT(error / scale, 1e-3) << kind << ", part " << part;
      if (part == 0 ||
          part == 4) {  // R4's other side is in the weights: without the online side the output must change
        const double without = largest_difference(logits_of_ids(network, golden["ids"]), golden["logits"]);
        EXPECT_GT(without / scale, 1e-2) << kind;
      }
    }
  }
}

/// tiny_gqa_tied with planted outlier channels, and the reference's rotations.
struct LearnTiny {
  GoldenTensors golden{"learn_tiny.safetensors"};
  nlohmann::json figures = golden_json("learn_tiny.json");
  Network original = tiny_network("tiny_gqa_tied");
  Network folded;
  RotationSet set;
  QuantSpec quant;
  at::Tensor windows;

  LearnTiny() {
    for (std::size_t i = 0; i < original.blocks.size(); ++i) {
      original.blocks[i].input_norm = golden["gain." + std::to_string(i) + ".n1"];
      original.blocks[i].post_norm = golden["gain." + std::to_string(i) + ".n2"];
      set.r2.push_back(golden["R2." + std::to_string(i)].to(at::kDouble));
    }
    folded = fold_norms(original);
    set.r1 = golden["R1"].to(at::kDouble);
    set.r3 = HadamardPlan::create(16).value();
    set.r4 = HadamardPlan::create(96).value();
    quant.a_bits = quant.kv_bits = 4;
    windows = golden["ids"].to(at::kLong).view({12, 64});
  }

  [[nodiscard]] std::unique_ptr<Objective> objective(const LearnRequest& request) const {
    LearningData data{&folded, windows, {}, {}};
    data.online.r3 = set.r3;
    data.online.r4 = set.r4;
    return request.form == "merged" ? merged_form_objective(data, request) : site_form_objective(data, request);
  }

  /// The reference's start, moved by as little as float32 rounds off; `variant` 0: not moved.
  [[nodiscard]] LearnedRotations start(int variant) const {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(static_cast<std::uint64_t>(variant));
    const double size = variant == 0 ? 0.0 : 1e-8;
    const auto moved = [&](const at::Tensor& r) { return r + size * at::randn(r.sizes(), generator, at::kFloat); };
    LearnedRotations rotations{moved(golden["R1"]), {}, {}, {}};
    for (const at::Tensor& r : set.r2) rotations.r2.push_back(moved(r.to(at::kFloat)));
    return rotations;
  }

  /// The losses of the first `count` steps of a run, or of all, and where it ended.
  std::vector<double> learn(const LearnRequest& request, int variant, std::size_t count,
                            LearnedRotations* end = nullptr) const {
    LearnerState state;
    state.rotations = start(variant);
    std::vector<double> losses;
    const auto seen = [&](const LearnStep& step, const LearnerState&) -> Status {
      losses.push_back(step.loss);
      EXPECT_LT(std::max(step.orthogonality_r1, step.orthogonality_r2), 1e-3);
      if (losses.size() == count) return tl::unexpected<Error>(Error::cancellation());
      return {};
    };
    const Status status = run_learner(*objective(request), request, state, seen, never_stopped());
    EXPECT_TRUE(status || status.error().cancelled) << status.error().message();
    if (end != nullptr) *end = state.rotations;
    return losses;
  }

  LearnRequest request(const char* form, const char* clip, double lr, int steps) const {
    LearnRequest r;
    r.form = form;
    r.clip_norm = clip;
    r.lr = lr;
    r.steps = steps;
    r.seq_len = 64;
    r.batch = 1;
    r.quant = quant;
    return resolve_defaults(r);
  }
};

/// Whether the run takes the reference's way: four losses to 1e-2. The 4-bit grid makes the way chaotic: with its start
/// moved by 1e-7 the reference itself is up to 0.4 off at the third step. So the way must be among those that start
/// within float32's rounding of the reference's start; the first loss, before any step, is always the same.
void expect_the_references_way(const LearnTiny& tiny, const LearnRequest& request, const nlohmann::json& expected) {
  constexpr std::size_t compared = 4;
  constexpr int variants = 48;
  std::string seen;
  for (int variant = 0; variant < variants; ++variant) {
    const std::vector<double> losses = tiny.learn(request, variant, compared);
    ASSERT_EQ(losses.size(), compared);
    EXPECT_NEAR(losses[0], expected[0].get<double>(), 1e-3);
    double apart = 0;
    for (std::size_t i = 0; i < compared; ++i) apart = std::max(apart, std::abs(losses[i] - expected[i].get<double>()));
    if (apart < 1e-2) {
      ::testing::Test::RecordProperty("starts_tried", variant + 1);
      return;
    }
    seen += std::to_string(apart) + " ";
  }
  FAIL() << "none of " << variants << " starts; the largest differences are " << seen;
}

TEST(LearnTiny, LogitsPlainRotatedAndQuantizedAreTheReferences) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const LearnTiny tiny;
  const at::Tensor x = tiny.windows.slice(0, 0, 1);
  EXPECT_TRUE(largest_difference(tiny.set.r3->dense(), tiny.golden["H3"]) < 1e-6);
  EXPECT_TRUE(largest_difference(tiny.set.r4->dense(), tiny.golden["H4"]) < 1e-6);
  EXPECT_LT(largest_difference(logits_of_ids(tiny.original, x), tiny.golden["logits"]), 1e-3);

  const Network network = merged(tiny.folded, tiny.set);
  OnlineRotation online(tiny.set, nullptr);
  EXPECT_LT(largest_difference(logits_of_ids(network, x, &online), tiny.golden["logits_rotated"]), 1e-3);

  QuantSpec weights;
  weights.w_bits = 4;
  NoProgress progress;
  const Network w4 = quantize_weights(network, weights, progress, never_stopped());
  EXPECT_LT(largest_difference(logits_of_ids(w4, x, &online), tiny.golden["logits_w4mse"]), 1e-3);

  QuantizeHook quantize(tiny.quant);
  OnlineRotation quantized(tiny.set, &quantize);
  const at::Tensor expected = tiny.golden["logits_a4kv4"];
  const at::Tensor apart = (logits_of_ids(network, x, &quantized) - expected).abs().amax(-1).flatten();
  const auto tokens = apart.gt(1e-3).sum().item<std::int64_t>();
  RecordProperty("a4kv4_tokens_apart", static_cast<int>(tokens));
  // A value on the border between two levels may fall to either side; its token and those that attend to it then
  // differ.
  EXPECT_LE(tokens, 8) << "of 64; the largest difference is " << apart.max().item<double>();
}

TEST(LearnTiny, MergedFormWithTheEuclideanClipLearnsAsTheReference) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const LearnTiny tiny;
  expect_the_references_way(tiny, tiny.request("merged", "euclidean", 1.5, 12), tiny.figures["losses"]);
}

TEST(LearnTiny, SiteFormLearnsAsTheReference) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const LearnTiny tiny;
  expect_the_references_way(tiny, tiny.request("site", "tangent", 0.1, 11), tiny.figures["site"]["losses"]);
}

TEST(LearnTiny, KlObjectiveLearnsAsTheReference) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const LearnTiny tiny;
  LearnRequest request = tiny.request("site", "tangent", 0.1, 11);
  request.objective = "kl";
  request.topk = 32;
  expect_the_references_way(tiny, request, tiny.figures["site_kl"]["losses"]);
}

TEST(LearnTiny, BothFormsHaveTheSameTangentGradient) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const LearnTiny tiny;
  LearnRequest site = tiny.request("site", "tangent", 0.1, 12);
  LearnRequest merged_form = tiny.request("merged", "tangent", 0.1, 12);
  const LearnedRotations r = tiny.start(0);
  const LossAndGradient a = tiny.objective(site)->evaluate(r, 0, never_stopped());
  const LossAndGradient b = tiny.objective(merged_form)->evaluate(r, 0, never_stopped());
  EXPECT_NEAR(a.loss, b.loss, 1e-3);
  const auto expect_same = [](const at::Tensor& rotation, const at::Tensor& one, const at::Tensor& other) {
    const at::Tensor x = tangent(rotation, one);
    const at::Tensor y = tangent(rotation, other);
    EXPECT_GT(y.norm().item<double>(), 1e-4);
    EXPECT_LT((x - y).norm().item<double>(), 1e-2 * y.norm().item<double>());
  };
  expect_same(r.r1, a.r1, b.r1);
  for (std::size_t i = 0; i < r.r2.size(); ++i) expect_same(r.r2[i], a.r2[i], b.r2[i]);
}

}  // namespace
}  // namespace rotorscope
