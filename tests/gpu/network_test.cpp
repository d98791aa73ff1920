// Forward passes, merging and learning on a GPU against the CPU.
#include "core/eval/perplexity.h"
#include "core/pipeline/placement.h"
#include "core/quant/quantize_hook.h"
#include "core/quant/weight_quantizer.h"
#include "core/rotation/cayley.h"
#include "core/rotation/learner.h"
#include "core/rotation/merge.h"
#include "tests/gpu/gpu_fixture.h"
#include "tests/gpu/random_network.h"

namespace rotorscope {
namespace {

class NetworkOnGpu : public testing::OnGpu {
 protected:
  void SetUp() override {
    OnGpu::SetUp();
    if (IsSkipped()) return;
    network_ = testing::random_network(testing::small_config(), at::kFloat, at::kCPU);
    ids_ = at::randint(0, network_.config.vocab_size, {4, 64}, at::kLong);
    const auto set = random_rotation("hadamard", 3, network_.config);
    ASSERT_TRUE(set) << set.error().message();
    set_ = *set;
  }
  Network network_;
  at::Tensor ids_;
  RotationSet set_;
};

TEST_F(NetworkOnGpu, GivesTheSameLogits) {
  const c10::InferenceMode inference;
  const at::Tensor expected = logits(network_, forward(network_, ids_, nullptr));
  for (const bool streamed : {false, true}) {
    const Network there = placed(network_, {device_, at::kFloat, streamed});
    for (int pass = 0; pass < 2; ++pass) {
      const at::Tensor z = logits(there, forward(there, ids_.to(device_), nullptr));
      EXPECT_EQ(z.device(), device_);
      EXPECT_LT(apart(z, expected), 1e-4) << (streamed ? "streamed" : "resident");
    }
  }
}

TEST_F(NetworkOnGpu, MergesAndQuantizesAsTheCpuDoes) {
  NoProgress silent;
  const auto expected = merge_rotation(network_, set_, silent, never_stopped());
  const auto merged = merge_rotation(network_, to_device(set_, device_), silent, never_stopped());
  ASSERT_TRUE(expected);
  ASSERT_TRUE(merged);
  EXPECT_TRUE(merged->head.is_cpu()) << "results come back to where the weights were";
  EXPECT_LT(apart(merged->head, expected->head), 1e-6);
  EXPECT_LT(apart(merged->blocks[1].down.weight, expected->blocks[1].down.weight), 1e-6);
  EXPECT_LT(apart(merged->blocks[2].v.weight, expected->blocks[2].v.weight), 1e-6);
  const at::Tensor w = expected->blocks[0].up.weight;
  const at::Tensor there = rtn_weight(w.to(device_), 4, true, 0, true).cpu();
  const at::Tensor here = rtn_weight(w, 4, true, 0, true);
  EXPECT_LT(((there - here).norm() / here.norm()).item<double>(), 0.01);
}

TEST_F(NetworkOnGpu, MeasuresTheSamePerplexity) {
  QuantSpec quant;
  quant.a_bits = quant.kv_bits = 4;
  QuantizeHook hook(quant);
  PerplexityOptions options;
  options.seq_len = 64;
  const auto measure = [&](at::Device device) {
    const Network there = to_device(network_, device);
    const auto outcome = perplexity(
        {&there, &hook}, Runnable{&there, nullptr}, ids_.flatten().to(device), options, [](const EvalPartial&) {},
        never_stopped());
    EXPECT_TRUE(outcome);
    return *outcome;
  };
  const EvalOutcome expected = measure(at::kCPU);
  const EvalOutcome outcome = measure(device_);
  EXPECT_NEAR(outcome.perplexity, expected.perplexity, 0.01 * expected.perplexity);
  EXPECT_NEAR(outcome.kl, expected.kl, 0.05 * expected.kl);
}

TEST_F(NetworkOnGpu, LearnsAsTheCpuDoes) {
  for (const char* form : {"site", "merged"}) {
    LearnRequest request;
    request.form = form;
    request.steps = 3;
    request.seq_len = 64;
    request.batch = 2;
    request = resolve_defaults(request);
    request.quant.a_bits = request.quant.kv_bits = 4;
    const auto learn_on = [&](at::Device device) {
      const Network there = to_device(network_, device);
      const LearningData data{&there, ids_.to(device), {}, to_device(set_, device)};
      const auto objective =
          std::string(form) == "site" ? site_form_objective(data, request) : merged_form_objective(data, request);
      LearnerState state;
      state.rotations.r1 = set_.r1.to(device, at::kFloat);
      for (const at::Tensor& r : set_.r2) state.rotations.r2.push_back(r.to(device, at::kFloat));
      std::vector<double> losses;
      const Status status = run_learner(
          *objective, request, state,
          [&](const LearnStep& step, const LearnerState&) -> Status {
            losses.push_back(step.loss);
            EXPECT_LT(step.orthogonality_r1, 1e-3);
            return {};
          },
          never_stopped());
      EXPECT_TRUE(status) << status.error().message();
      EXPECT_EQ(state.rotations.r1.device(), device);
      return losses;
    };
    const auto expected = learn_on(at::kCPU);
    const auto losses = learn_on(device_);
    ASSERT_EQ(losses.size(), expected.size());
    for (std::size_t i = 0; i < losses.size(); ++i) {
      EXPECT_NEAR(losses[i], expected[i], 0.01 * expected[i]) << form << ", step " << i + 1;
    }
  }
}

TEST_F(NetworkOnGpu, ARecordedStepGivesWhatAPlainOneGives) {
  LearnRequest request;
  request.form = "site";
  request.steps = 6;
  request.seq_len = 64;
  request.batch = 2;
  request = resolve_defaults(request);
  request.quant.a_bits = request.quant.kv_bits = 4;
  const Network there = to_device(network_, device_);
  const LearningData data{&there, ids_.to(device_), {}, to_device(set_, device_)};
  std::string given_up;
  Recording recording{graphs_on(device_), [&](const std::string& line) { given_up = line; }};
  ASSERT_TRUE(recording.recorder);
  recording.most_seconds = 60;
  const auto plain = site_form_objective(data, request);
  const auto recorded = site_form_objective(data, request, recording);
  LearnedRotations r;
  r.r1 = set_.r1.to(device_, at::kFloat);
  for (const at::Tensor& m : set_.r2) r.r2.push_back(m.to(device_, at::kFloat));
  for (int step = 0; step < request.steps; ++step) {
    const LossAndGradient expected = plain->evaluate(r, step, never_stopped());
    const LossAndGradient found = recorded->evaluate(r, step, never_stopped());
    EXPECT_NEAR(found.loss, expected.loss, 0.01 * expected.loss) << "step " << step;
    EXPECT_LT(apart(found.r1, expected.r1), 0.05) << "step " << step;
    r.r1 = cayley_step(r.r1, expected.r1, 0.5).r;
  }
  EXPECT_TRUE(given_up.empty()) << given_up;
}

}  // namespace
}  // namespace rotorscope
