#include "app/session/size_estimate.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

ModelInfo small_model() {
  ModelInfo model;
  model.layers = 2;
  model.hidden_size = 8;
  model.intermediate_size = 16;
  model.attention_heads = 2;
  model.kv_heads = 1;
  model.head_dim = 4;
  model.vocab_size = 10;
  return model;
}

TEST(SizeEstimate, SixteenBitsAreTwoBytesAWeight) {
  const SizeEstimate sizes = estimate_sizes(small_model(), QuantSpec());
  // Per layer q 8·8, k and v 4·8, o 8·8, gate, up and down 16·8, two norms of 8; embedding and head 10·8, last norm 8.
  const std::int64_t weights = 2 * (64 + 2 * 32 + 64 + 3 * 128 + 2 * 8) + 2 * 80 + 8;
  EXPECT_EQ(sizes.weights_bytes, 2 * weights);
  EXPECT_EQ(sizes.weights_16_bytes, sizes.weights_bytes);
  EXPECT_EQ(sizes.kv_1000_bytes, 1000 * 2 * 2 * 4 * 2);
}

TEST(SizeEstimate, FourBitsAreAQuarterPlusScales) {
  QuantSpec quant;
  quant.w_bits = 4;
  quant.kv_bits = 4;
  quant.kv_symmetric = true;
  const SizeEstimate sizes = estimate_sizes(small_model(), quant);
  const std::int64_t rows = 8 + 4 + 4 + 8 + 16 + 16 + 8;  // one scale each
  const std::int64_t linears = 64 + 2 * 32 + 64 + 3 * 128;
  const std::int64_t rest = 2 * (2 * 16) + 2 * (2 * 80 + 8);
  EXPECT_EQ(sizes.weights_bytes, 2 * (linears / 2 + rows * 2) + rest);
  EXPECT_EQ(sizes.kv_1000_bytes, 1000 * 2 * 2 * (4 / 2 + 2));
  quant.w_group = 4;
  EXPECT_GT(estimate_sizes(small_model(), quant).weights_bytes, sizes.weights_bytes);
}

TEST(SizeEstimate, OverridesAndEndsCount) {
  QuantSpec quant;
  const SizeEstimate before = estimate_sizes(small_model(), quant);
  quant.mixed = {{1, 1, "down_proj", 4}};
  EXPECT_EQ(before.weights_bytes - estimate_sizes(small_model(), quant).weights_bytes,
            8 * 16 * 2 - (8 * 16 / 2 + 8 * 2));
  quant.mixed = {{0, 0, "k", 4}};
  EXPECT_LT(estimate_sizes(small_model(), quant).kv_1000_bytes, before.kv_1000_bytes);
  quant.mixed.clear();
  quant.head_bits = 8;
  EXPECT_EQ(before.weights_bytes - estimate_sizes(small_model(), quant).weights_bytes, 10 * 8 * 2 - (10 * 8 + 10 * 2));
}

TEST(SizeEstimate, MemoryHoldsTheWholeContext) {
  ModelInfo model = small_model();
  model.context_length = 3000;
  const SizeEstimate sizes = estimate_sizes(model, QuantSpec());
  EXPECT_EQ(sizes.memory_bytes, sizes.weights_bytes + 3 * sizes.kv_1000_bytes);
  EXPECT_EQ(sizes.memory_16_bytes, sizes.memory_bytes);
}

}  // namespace
}  // namespace rotorscope
