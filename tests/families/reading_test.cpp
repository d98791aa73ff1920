// Checkpoints of every family give transformers' logits, from either format.
#include "core/formats/describe.h"
#include "core/model/block_stream.h"
#include "tests/families/family.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using testing::difference;
using testing::must;

class Reading : public testing::FamilyTest {};
INSTANTIATE_TEST_SUITE_P(Families, Reading, testing::every_family, testing::family_name);

TEST_P(Reading, AFolderGivesTheLogitsOfTransformers) { EXPECT_LT(difference(logits_of(network()), expected_), 1e-4); }

TEST_P(Reading, AGgufFileGivesTheSameLogits) {
  // llama.cpp cannot say that only some layers slide: Qwen2's file is compared within one window.
  const std::int64_t tokens = name() == "qwen2" ? 5 : expected_.size(1);
  const at::Tensor actual = logits_of(network(folder() + "/model.gguf"), nullptr, tokens);
  EXPECT_LT(difference(actual, expected_.slice(1, 0, tokens)), 1e-4);
}

TEST_P(Reading, InfoNamesTheFamily) {
  const ModelInfo info = must(describe(*must(Checkpoint::open(folder())), "x"));
  EXPECT_EQ(info.architecture, name());
  EXPECT_EQ(info.layers, 2);
  const ModelInfo gguf = must(describe(*must(Checkpoint::open(folder() + "/model.gguf")), "x"));
  EXPECT_EQ(gguf.architecture, name()) << "llama.cpp keeps Mistral as Llama, but for the window";
  EXPECT_EQ(gguf.parameters, info.parameters);
}

TEST_P(Reading, WindowsBiasesAndNormsAllMatter) {
  // What a reader would forget changes the logits by more than the tolerance above.
  Network changed = network();
  if (!changed.config.sliding_layers.empty()) {
    changed.config.sliding_layers.clear();
    EXPECT_GT(difference(logits_of(changed), expected_), 1e-2) << "the sliding window";
    EXPECT_LT(difference(logits_of(changed, nullptr, 5), expected_.slice(1, 0, 5)), 1e-4) << "within one window";
  }
  changed = network();
  if (changed.config.rotary_dims > 0) {
    changed.config.rotary_dims = 0;
    changed.inverse_frequencies = rope_frequencies(changed.config);
    EXPECT_GT(difference(logits_of(changed), expected_), 1e-2) << "RoPE on a part of the head";
  }
  changed = network();
  for (Block& block : changed.blocks) {
    if (changed.config.qk_norm) block.q_norm = block.k_norm = at::Tensor();
    if (changed.config.attention_bias) block.q.bias = block.k.bias = block.v.bias = at::Tensor();
  }
  if (changed.config.qk_norm || changed.config.attention_bias) {
    EXPECT_GT(difference(logits_of(changed), expected_), 1e-2);
  }
}

TEST_P(Reading, BlocksBroughtOneAtATimeAndBfloat16) {
  const Network streamed = streamed_network(network(), at::kCPU);
  EXPECT_LT(difference(logits_of(streamed), expected_), 1e-4);
  const Network rough = to_dtype(network(), at::kBFloat16);
  const double scale = expected_.abs().max().item<double>();
  EXPECT_LT(difference(logits_of(rough), expected_), 0.1 * scale);
}

}  // namespace
}  // namespace rotorscope
