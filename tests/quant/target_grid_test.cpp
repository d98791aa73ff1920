// Weights on the grids of export targets: what is stored is what was measured.
#include "core/quant/target_grid.h"

#include "core/formats/dequantize.h"
#include "core/model/forward.h"
#include "core/protocol/target.h"
#include "core/quant/gptq.h"
#include "core/quant/target_sites.h"

#include <set>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;

TargetGrid affine(TensorType scale_type, int bits, bool symmetric, std::int64_t group, bool search) {
  TargetGrid target;
  target.scale_type = scale_type;
  target.bits = bits;
  target.symmetric = symmetric;
  target.group = group;
  target.clip_search = search;
  return target;
}

QuantSpec gguf(const char* type) {
  QuantSpec quant;
  quant.target = target_gguf;
  quant.gguf_type = type;
  apply_target_defaults(quant, [](const std::string&) { return false; });
  return quant;
}

/// The values that the stored blocks decode to.
at::Tensor decoded(const Linear& linear, TensorType type) {
  at::Tensor values = at::empty(linear.weight.sizes(), at::kFloat);
  const at::Tensor& blocks = linear.grid->blocks;
  const auto status = dequantize(
      type, {static_cast<const std::byte*>(blocks.const_data_ptr()), static_cast<std::size_t>(blocks.numel())},
      {values.data_ptr<float>(), static_cast<std::size_t>(values.numel())});
  EXPECT_TRUE(status);
  return values;
}

double output_error(const at::Tensor& x, const at::Tensor& w, const at::Tensor& q) {
  return at::matmul(x, (q - w).t()).square().mean().item<double>();
}

at::Tensor inputs(std::int64_t tokens, std::int64_t columns) {
  const at::Tensor mixing = at::randn({columns, columns}) / std::sqrt(static_cast<double>(columns));
  return at::matmul(at::randn({tokens, columns}), mixing) * at::randn({columns}).exp();
}

GptqFactor factor_of(const at::Tensor& x, bool act_order) {
  HessianSum sum(x.size(-1));
  sum.add(x, never_stopped());
  auto factor = gptq_factor(sum.hessian(), act_order, 0.01, never_stopped());
  if (!factor) throw std::runtime_error(factor.error().message());
  return *factor;
}

class Targets : public ::testing::Test {
 protected:
  void SetUp() override { at::manual_seed(3); }
};

TEST_F(Targets, ScalesAreValuesOfTheStoredType) {
  const at::Tensor w = at::randn({24, 128}) * 0.1 + 0.3;
  for (const TensorType type : {TensorType::BF16, TensorType::F16}) {
    const auto scalar = type == TensorType::BF16 ? at::kBFloat16 : at::kHalf;
    for (const bool symmetric : {true, false}) {
      for (const std::int64_t group : {0, 32}) {
        for (const bool search : {true, false}) {
          const Linear rounded = round_to_target(w, affine(type, 4, symmetric, group, search));
          const WeightGrid& grid = *rounded.grid;
          EXPECT_TRUE(grid.scales.to(scalar).to(at::kFloat).equal(grid.scales));
          EXPECT_TRUE(grid.zeros.ge(0).logical_and(grid.zeros.le(15)).all().item<bool>());
          EXPECT_TRUE(grid.zeros.round().equal(grid.zeros));
          EXPECT_EQ(grid.scales.size(1), group == 0 ? 1 : 4);
          const auto levels = levels_on_grid(rounded);
          ASSERT_TRUE(levels) << levels.error().message();
          EXPECT_LE(levels->max().item<int>(), 15);
          if (search) continue;
          // Rounding the scale changes a step by 2^-8 at most, which the lowest level has eight times.
          const double step = grid.scales.max().item<double>();
          EXPECT_LE((rounded.weight - w).abs().max().item<double>(), 0.6 * step);
        }
      }
    }
  }
}

TEST_F(Targets, ValuesOffTheGridAreNoticed) {
  Linear rounded = round_to_target(at::randn({8, 32}), affine(TensorType::F16, 4, true, 0, false));
  ASSERT_TRUE(levels_on_grid(rounded));
  rounded.weight = rounded.weight + 1e-3;
  EXPECT_THAT(levels_on_grid(rounded).error().message(), HasSubstr("grid"));
}

TEST_F(Targets, GptqIsOnTheTargetsGridAndBeatsRounding) {
  const at::Tensor w = at::randn({48, 256}) * 0.1;
  const at::Tensor x = inputs(700, 256);
  for (const bool act_order : {false, true}) {
    const GptqFactor factor = factor_of(x, act_order);
    for (const bool symmetric : {true, false}) {
      const TargetGrid target = affine(TensorType::F16, 4, symmetric, 32, true);
      GptqOptions options;
      options.target = &target;
      const Linear q = gptq_on_target(w, factor, options, never_stopped());
      const auto levels = levels_on_grid(q);
      ASSERT_TRUE(levels) << levels.error().message();
      EXPECT_EQ(q.grid->group_of.defined(), act_order);
      if (act_order) {
        const at::Tensor counts = at::bincount(q.grid->group_of);
        EXPECT_TRUE(counts.eq(32).all().item<bool>());
      }
      EXPECT_LT(output_error(x, w, q.weight), 0.8 * output_error(x, w, round_to_target(w, target).weight));
    }
  }
}

TEST_F(Targets, GptqIsOnGgufBlocksAndBeatsRounding) {
  const at::Tensor w = at::randn({40, 512}) * 0.1;
  const at::Tensor x = inputs(900, 512);
  const GptqFactor factor = factor_of(x, false);
  for (const char* name : {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q6_K"}) {
    const auto target = target_grid(gguf(name));
    ASSERT_TRUE(target && target->block);
    GptqOptions options;
    options.target = &*target;
    const Linear q = gptq_on_target(w, factor, options, never_stopped());
    EXPECT_TRUE(decoded(q, *target->block).equal(q.weight)) << name;
    const Linear rtn = round_to_target(w, *target);
    EXPECT_TRUE(decoded(rtn, *target->block).equal(rtn.weight)) << name;
    EXPECT_LT(output_error(x, w, q.weight), 0.85 * output_error(x, w, rtn.weight)) << name;
  }
}

TEST_F(Targets, ZeroRowsStayZero) {
  const at::Tensor zeros = at::zeros({4, 256});
  const GptqFactor factor = factor_of(inputs(300, 256), false);
  for (const char* name : {"Q4_0", "Q4_1", "Q4_K", "Q6_K"}) {
    const auto target = target_grid(gguf(name));
    GptqOptions options;
    options.target = &*target;
    EXPECT_TRUE(gptq_on_target(zeros, factor, options, never_stopped()).weight.eq(0).all().item<bool>()) << name;
    EXPECT_TRUE(round_to_target(zeros, *target).weight.eq(0).all().item<bool>()) << name;
  }
  const Linear affine_zeros = round_to_target(zeros, affine(TensorType::BF16, 4, false, 32, true));
  EXPECT_TRUE(affine_zeros.weight.eq(0).all().item<bool>());
}

TEST_F(Targets, ActivationsAreRoundedAsTheEngineDoes) {
  QuantSpec quant;
  quant.target = target_compressed_tensors;
  quant.a_bits = 8;
  quant.a_symmetric = true;
  const at::Tensor x = at::randn({1, 1000, 4, 16});  // o_in: [batch, tokens, heads, d]
  const at::Tensor y = target_site_quantizer(Site::o_in, quant).quantize(x);
  // One scale a token over all heads, absmax / 127.5.
  const at::Tensor rows = x.flatten(2);
  const at::Tensor scale = rows.abs().amax(-1, true) / 127.5;
  const at::Tensor expected = rows.div(scale).round().clamp(-128, 127).mul(scale).view_as(x);
  // A token's largest value lies in the middle between two levels: every bit of the scale matters.
  EXPECT_TRUE(y.equal(expected));
  EXPECT_FALSE(target_site_quantizer(Site::k, quant).active());
}

std::string refusal(const QuantSpec& quant, int hidden = 512, int intermediate = 1024) {
  const auto status = check_target_grid(quant, hidden, intermediate);
  return status ? "accepted" : status.error().message();
}

TEST_F(Targets, CompressedTensorsRefusesWhatNoEngineRuns) {
  QuantSpec quant;
  quant.target = target_compressed_tensors;
  quant.w_bits = 4;
  EXPECT_EQ(refusal(quant), "accepted");
  const auto with = [&](const auto& change) {
    QuantSpec changed = quant;
    changed.a_symmetric = true;
    change(changed);
    return refusal(changed);
  };
  EXPECT_THAT(with([](QuantSpec& q) { q.w_bits = 3; }), HasSubstr("4 and 8 bits"));
  EXPECT_THAT(with([](QuantSpec& q) { q.kv_bits = 4; }), HasSubstr("--kv-bits 4"));
  EXPECT_THAT(with([](QuantSpec& q) { q.a_bits = 4; }), HasSubstr("integer activations of 4 bits"));
  EXPECT_THAT(with([](QuantSpec& q) { q.a_bits = 8; }), "accepted");
  EXPECT_THAT(with([](QuantSpec& q) { q.a_bits = 8, q.a_symmetric = false; }), HasSubstr("--a-symmetric off"));
  EXPECT_THAT(with([](QuantSpec& q) { q.a_bits = 8, q.a_group = 32; }), HasSubstr("--a-group 32"));
  EXPECT_THAT(with([](QuantSpec& q) { q.a_bits = 8, q.a_clip = 0.9; }), HasSubstr("--a-clip"));
  EXPECT_THAT(with([](QuantSpec& q) { q.a_bits = q.w_bits = 8, q.w_group = 32; }), HasSubstr("W8A8"));
  EXPECT_THAT(with([](QuantSpec& q) { q.w_group = 32, q.w_method = "gptq", q.w_act_order = true; }),
              HasSubstr("--act-order on"));
  EXPECT_THAT(refusal(quant, 516), HasSubstr("516"));
}

TEST_F(Targets, GptqsLayoutRefusesActivationsAndCaches) {
  QuantSpec quant;
  quant.target = target_gptq;
  quant.w_bits = 4;
  EXPECT_EQ(refusal(quant), "accepted");
  quant.a_bits = 8;
  EXPECT_THAT(refusal(quant), HasSubstr("weights only"));
  quant.a_bits = 16;
  quant.kv_bits = 8;
  EXPECT_THAT(refusal(quant), HasSubstr("--kv-bits 8"));
}

TEST_F(Targets, GgufRefusesWhatLlamaCppDoesNotHave) {
  EXPECT_EQ(refusal(gguf("Q4_K")), "accepted");
  EXPECT_THAT(refusal(gguf("Q4_K"), 576, 1536), HasSubstr("blocks of 256 inputs do not divide the width 576"));
  EXPECT_EQ(refusal(gguf("Q4_0"), 576, 1536), "accepted");
  EXPECT_THAT(refusal(gguf("IQ2_XS")), HasSubstr("IQ2_XS"));
  QuantSpec quant = gguf("Q4_0");
  quant.w_bits = 8;
  EXPECT_THAT(refusal(quant), HasSubstr("4 bits, not 8"));
  quant = gguf("Q4_0");
  quant.w_group = 64;
  EXPECT_THAT(refusal(quant), HasSubstr("--w-group 64"));
  quant = gguf("Q4_0");
  quant.kv_bits = 8;
  EXPECT_THAT(refusal(quant), HasSubstr("KV cache itself"));
  quant = gguf("Q4_0");
  quant.a_bits = 4;
  EXPECT_THAT(refusal(quant), HasSubstr("blocks of 32"));
  quant = gguf("Q4_0");
  quant.w_method = "gptq";
  quant.w_act_order = true;
  EXPECT_THAT(refusal(quant), HasSubstr("--act-order on"));
  quant = gguf("Q4_0");
  quant.gguf_head_type = "Q6_K";
  EXPECT_THAT(refusal(quant, 576, 1536), HasSubstr("--gguf-head Q6_K"));
}

TEST_F(Targets, GgufDefaultsFollowTypeAndBits) {
  EXPECT_EQ(gguf("Q5_1").w_bits, 5);
  EXPECT_EQ(gguf("Q6_K").w_group, 16);
  QuantSpec quant;
  quant.target = target_gguf;
  quant.w_bits = 4;
  apply_target_defaults(quant, [](const std::string& option) { return option == "--w-bits"; });
  EXPECT_EQ(quant.gguf_type, "Q4_0");
  EXPECT_EQ(quant.w_group, 32);
  EXPECT_EQ(target_head_type(quant, 576), TensorType::Q8_0);
  EXPECT_EQ(target_head_type(quant, 512), TensorType::Q6_K);
  quant.gguf_head_type = "F16";
  EXPECT_EQ(target_head_type(quant, 512), TensorType::F16);
  EXPECT_FALSE(target_head_type(QuantSpec{}, 512));
}

}  // namespace
}  // namespace rotorscope
