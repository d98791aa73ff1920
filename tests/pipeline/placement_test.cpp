// Where weights go, and that a network whose blocks come one at a time computes what the resident one does.
#include "core/pipeline/placement.h"

#include "core/model/block_stream.h"
#include "core/model/forward.h"
#include "core/pipeline/runtime.h"
#include "tests/pipeline/tiny_workspace.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using testing::message_of;

constexpr std::int64_t gib = std::int64_t{1} << 30;
const at::Device gpu(at::kCUDA, 0);

/// Llama 3 8B.
ModelConfig llama_8b() {
  ModelConfig c;
  c.layers = 32;
  c.hidden_size = 4096;
  c.intermediate_size = 14336;
  c.attention_heads = 32;
  c.kv_heads = 8;
  c.head_dim = 128;
  c.vocab_size = 128256;
  return c;
}

TEST(MemoryDemand, CountsEveryWeight) {
  const MemoryDemand demand = memory_demand(llama_8b(), 2048);
  // 8.03 billion parameters, of which 266240 are norms'; the head is untied in the model itself.
  EXPECT_NEAR(static_cast<double>(demand.weights) / 4, 8.03e9, 0.01e9);
  EXPECT_EQ(demand.blocks, 32 * demand.block);
  EXPECT_GT(demand.working, memory_demand(llama_8b(), 512).working);
}

TEST(Placement, KeepsFloat32WhereItFits) {
  const MemoryDemand demand = memory_demand(llama_8b(), 2048);
  const Placement p = choose_placement(gpu, "auto", demand, 79 * gib);
  EXPECT_EQ(p.device, gpu);
  EXPECT_EQ(p.dtype, at::kFloat);
  EXPECT_FALSE(p.streamed);
}

TEST(Placement, TakesBf16WhereMemoryIsShort) {
  const MemoryDemand demand = memory_demand(llama_8b(), 2048);
  Placement p = choose_placement(gpu, "auto", demand, 24 * gib);
  EXPECT_EQ(p.dtype, at::kBFloat16);
  EXPECT_FALSE(p.streamed);
  p = choose_placement(gpu, "bf16", demand, 24 * gib);
  EXPECT_FALSE(p.streamed);
  p = choose_placement(gpu, "f32", demand, 24 * gib);
  EXPECT_EQ(p.dtype, at::kFloat) << "what was asked for stays";
  EXPECT_TRUE(p.streamed);
}

TEST(Placement, StreamsWhatDoesNotFitAtAll) {
  const MemoryDemand demand = memory_demand(llama_8b(), 2048);
  for (const char* dtype : {"auto", "bf16"}) {
    const Placement p = choose_placement(gpu, dtype, demand, 8 * gib);
    EXPECT_TRUE(p.streamed);
    EXPECT_EQ(p.dtype, at::kBFloat16);
  }
}

TEST(Placement, KeepsACpuAsItIs) {
  const Placement p = choose_placement(at::kCPU, "auto", memory_demand(llama_8b(), 2048), 1);
  EXPECT_EQ(p.dtype, at::kFloat);
  EXPECT_FALSE(p.streamed);
}

TEST(WorkingDevice, IsTheCpuWhereThereIsNoDriver) {
  if (devices().devices.size() > 1 && devices().devices[1].usable) GTEST_SKIP() << "there is a GPU here";
  NoProgress silent;
  RuntimeOptions runtime;
  EXPECT_EQ(*working_device(runtime, silent), at::Device(at::kCPU));
  runtime.device = "cuda:0";
  EXPECT_THAT(message_of(working_device(runtime, silent)), HasSubstr("--device cuda:0"));
  for (const char* wrong : {"cuda:", "cuda:x", "cuda:-1", "cuda:1x", "gpu", "CPU", "cuda:1000"}) {
    runtime.device = wrong;
    EXPECT_THAT(message_of(apply_runtime(runtime)), HasSubstr(wrong));
  }
}

TEST(WorkingDevice, IsListedWithTheReasonWhereItCannotBeUsed) {
  const DevicesOutcome outcome = devices();
  ASSERT_GE(outcome.devices.size(), 2U) << "the CPU, and a GPU or why there is none";
  EXPECT_EQ(outcome.devices[0].id, "cpu");
  EXPECT_GT(outcome.devices[0].memory_free_bytes, 0);
  EXPECT_LE(outcome.devices[0].memory_free_bytes, outcome.devices[0].memory_bytes);
  EXPECT_EQ(outcome.devices[1].usable, outcome.devices[1].reason.empty());
}

class Streaming : public testing::TinyWorkspace {
 protected:
  void SetUp() override {
    TinyWorkspace::SetUp();
    if (IsSkipped()) return;
    const auto model = workspace_.model(testing::tiny_model());
    ASSERT_TRUE(model) << model.error().message();
    const auto folded = workspace_.folded(**model, report_, never_stopped());
    ASSERT_TRUE(folded) << folded.error().message();
    network_ = **folded;
    const auto ids = workspace_.ids(**model, text_, Workspace::Prose::calibration);
    ASSERT_TRUE(ids) << ids.error().message();
    ids_ = ids->slice(0, 0, 96).view({2, 48});
  }
  Network network_;
  at::Tensor ids_;
};

TEST_F(Streaming, GivesTheSameLogits) {
  const c10::InferenceMode inference;
  const Network streamed = placed(network_, {at::kCPU, at::kFloat, true});
  ASSERT_NE(streamed.stream, nullptr);
  const at::Tensor expected = logits(network_, forward(network_, ids_, nullptr));
  for (int pass = 0; pass < 3; ++pass) {
    EXPECT_TRUE(at::equal(logits(streamed, forward(streamed, ids_, nullptr)), expected)) << "pass " << pass;
  }
  EXPECT_EQ(streamed.stream->late_copies(), 1) << "all but the very first are started ahead";
  EXPECT_EQ(streamed.stream->copies(), 3 * static_cast<std::int64_t>(network_.blocks.size()) + 1);
}

TEST_F(Streaming, HoldsTwoBlocks) {
  const Network streamed = placed(network_, {at::kCPU, at::kBFloat16, true});
  EXPECT_EQ(streamed.dtype(), at::kBFloat16);
  forward(streamed, ids_, nullptr);
  const std::int64_t block = memory_demand(network_.config, 1).block / 2;
  EXPECT_GE(streamed.stream->buffer_bytes(), 2 * block);
  EXPECT_LT(streamed.stream->buffer_bytes(), 3 * block) << "biases may come on top, no third block";
}

/// A hook that stops a pass in its middle.
class StopsOnce final : public SiteHook {
 public:
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
    if (layer.value == 1 && site == Site::mlp_in && !std::exchange(stopped_, true)) throw Cancelled{};
    return x;
  }

 private:
  bool stopped_ = false;
};

TEST_F(Streaming, StartsAnewAfterAPassThatWasCutShort) {
  const c10::InferenceMode inference;
  const Network streamed = placed(network_, {at::kCPU, at::kFloat, true});
  StopsOnce hook;
  EXPECT_THROW(forward(streamed, ids_, &hook), Cancelled);
  EXPECT_TRUE(at::equal(forward(streamed, ids_, &hook), forward(network_, ids_, nullptr)));
}

}  // namespace
}  // namespace rotorscope
