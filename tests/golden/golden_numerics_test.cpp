// Quantizers, Hadamard matrices and the Cayley step, against the reference and against their definitions.
#include "core/quant/fake_quantizer.h"
#include "core/quant/weight_quantizer.h"
#include "core/rotation/cayley.h"
#include "core/rotation/hadamard_base.h"
#include "core/rotation/hadamard_plan.h"
#include "core/rotation/rotation_set.h"
#include "kernels/operators.h"
#include "tests/golden/golden_data.h"

#include <cmath>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using testing::golden_json;
using testing::GoldenTensors;
using ::testing::HasSubstr;
using testing::largest_difference;

/// Elements that are further than 1e-5 (of their size, where that is above 1) from the reference.
std::int64_t differing(const at::Tensor& actual, const at::Tensor& expected) {
  return ((actual - expected).abs() > 1e-5 * expected.abs().clamp_min(1.0)).sum().item<std::int64_t>();
}

HadamardPlan plan_of(std::int64_t order) {
  auto plan = HadamardPlan::create(order);
  if (!plan) throw std::runtime_error(plan.error().message());
  return *plan;
}

/// The matrix's entries ±1 (0 outside of diagonal blocks) as integers in float64; fails where they are none.
at::Tensor signs(const HadamardPlan& plan) {
  const at::Tensor scaled = plan.dense() * std::sqrt(static_cast<double>(plan.base_order() * plan.power()));
  const at::Tensor rounded = scaled.round();
  EXPECT_LT(largest_difference(scaled, rounded), 1e-9) << plan.description();
  return rounded;
}

TEST(GoldenQuant, FakeQuantizationIsTheReferences) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const GoldenTensors golden("quant.safetensors");
  int compared = 0;
  for (const auto& c : golden_json("quant.json")) {
    if (c["op"] != "fake_quant") continue;
    const std::string id = std::to_string(c["id"].get<int>());
    const auto group = c["group"].get<std::int64_t>();
    const RowGrid grid{c["bits"], c["symmetric"], group == 0, c["clip"]};
    EXPECT_EQ(differing(fake_quantize(golden[id + ".x"], group, grid), golden[id + ".y"]), 0) << c.dump();
    ++compared;
  }
  EXPECT_GE(compared, 9);
}

TEST(GoldenQuant, ClipSearchedWeightsAreTheReferences) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const GoldenTensors golden("quant.safetensors");
  int compared = 0;
  for (const auto& c : golden_json("quant.json")) {
    if (c["op"] != "rtn_mse") continue;
    const std::string id = std::to_string(c["id"].get<int>());
    const at::Tensor w = golden[id + ".x"];
    const at::Tensor searched = rtn_weight(w, c["bits"], c["symmetric"], c["group"], true);
    EXPECT_EQ(differing(searched, golden[id + ".y"]), 0) << c.dump();
    const at::Tensor plain = rtn_weight(w, c["bits"], c["symmetric"], c["group"], false);
    EXPECT_LT((searched - w).abs().pow(2.4).sum().item<double>(), (plain - w).abs().pow(2.4).sum().item<double>());
    ++compared;
  }
  EXPECT_EQ(compared, 3);
}

TEST(Quant, AllZeroRowsStayZero) {
  const at::Tensor zeros = at::zeros({3, 32});
  for (const bool symmetric : {true, false}) {
    for (const bool widen : {true, false}) {
      EXPECT_TRUE(fake_quantize(zeros, 0, {4, symmetric, widen, 1.0}).eq(0).all().item<bool>());
      EXPECT_TRUE(fake_quantize(zeros, 8, {2, symmetric, widen, 0.9}).eq(0).all().item<bool>());
    }
    EXPECT_TRUE(rtn_weight(zeros, 4, symmetric, 0, true).eq(0).all().item<bool>());
  }
}

TEST(Quant, HasNoMoreLevelsThanItsBitsAllow) {
  const at::Tensor x = at::randn({1, 4096});
  for (const int bits : {2, 3, 4, 6, 8}) {
    for (const bool symmetric : {true, false}) {
      const at::Tensor y = fake_quantize(x, 0, {bits, symmetric, true, 1.0});
      EXPECT_LE(std::get<0>(at::_unique(y)).numel(), 1 << bits);
      EXPECT_GT(std::get<0>(at::_unique(y)).numel(), (1 << bits) / 2);
    }
  }
}

TEST(Quant, SettingsThatDoNotFitAreRefused) {
  QuantSpec quant;
  EXPECT_TRUE(check_quant(quant, 48, 96, 16));
  for (const int bits : {0, 1, 9, 12, 15, 17, -4}) {
    quant.a_bits = bits;
    EXPECT_FALSE(check_quant(quant, 48, 96, 16)) << bits;
  }
  quant = {};
  quant.a_bits = 4;
  quant.a_group = 7;
  EXPECT_FALSE(check_quant(quant, 48, 96, 16));
  quant = {};
  quant.w_bits = 4;
  quant.w_group = 5;
  EXPECT_FALSE(check_quant(quant, 48, 96, 16));
  quant = {};
  quant.kv_bits = 4;
  quant.kv_group = 48;
  EXPECT_FALSE(check_quant(quant, 48, 96, 16));
}

TEST(GoldenCayley, StepIsTheReferences) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const GoldenTensors golden("cayley.safetensors");
  for (const auto& c : golden_json("cayley.json")) {
    const std::string id = std::to_string(c["id"].get<int>());
    const CayleyStep step = cayley_step(golden[id + ".R"], golden[id + ".G"], c["lr"]);
    EXPECT_LT(largest_difference(step.r, golden[id + ".R_next"]), 1e-4) << c.dump();
    EXPECT_NEAR(step.alpha, c["alpha"], 1e-5 * c["alpha"].get<double>()) << c.dump();
    EXPECT_LT(orthogonality_error(step.r), 1e-4);
  }
}

TEST(Cayley, TangentIsWhatTheStepUses) {
  const at::Tensor r = random_orthogonal(12, 3);
  const at::Tensor g = at::randn({12, 12}, at::kDouble);
  const at::Tensor t = tangent(r, g);
  const at::Tensor skew = at::matmul(r.t(), t);
  EXPECT_LT(largest_difference(skew, -skew.t()), 1e-12);
  EXPECT_LT(largest_difference(cayley_step(r, g, 1e-3).r, cayley_step(r, t, 1e-3).r), 1e-12);
  EXPECT_LT(orthogonality_error(nearest_orthogonal(r + 0.01 * g)), 1e-12);
}

TEST(Hadamard, MatricesAreExactlyOrthogonal) {
  for (const std::int64_t m : {1, 2, 4, 12, 20, 28, 36, 40, 44, 52, 60, 76, 92, 108, 116, 140, 148, 156, 172}) {
    const HadamardPlan plan = plan_of(m);
    EXPECT_TRUE(plan.is_full()) << plan.description();
    EXPECT_EQ(plan.order(), m);
    const at::Tensor h = signs(plan);
    EXPECT_TRUE(h.abs().eq(1).all().item<bool>());
    // Integers far below 2^53: the products are exact.
    EXPECT_TRUE(at::matmul(h, h.t()).equal(static_cast<double>(m) * at::eye(m, at::kDouble))) << plan.description();
    EXPECT_THAT(plan.description(), HasSubstr(std::to_string(m)));
  }
}

TEST(Hadamard, EveryOddMultipleOfFourUpTo180IsBuilt) {
  for (int order = 12; order <= 180; order += 8) {
    const auto base = hadamard_base(order);
    ASSERT_TRUE(base) << order;
    EXPECT_TRUE(is_hadamard(*base)) << order << " " << base->construction;
    auto damaged = *base;
    damaged.entries.back() = static_cast<std::int8_t>(-damaged.entries.back());
    EXPECT_FALSE(is_hadamard(damaged));
  }
}

TEST(Hadamard, FastTransformIsTheDenseProduct) {
  // 6 and 50 have no Hadamard matrix: blocks of 2.
  for (const std::int64_t m : {2, 6, 16, 50, 64, 96, 112, 576, 1536, 4864}) {
    const HadamardPlan plan = plan_of(m);
    const at::Tensor dense = plan.dense();
    for (const std::int64_t rows : {1, 7}) {
      const at::Tensor x = at::randn({rows, m}, at::kDouble);
      for (const bool transpose : {false, true}) {
        const at::Tensor expected = at::matmul(x, transpose ? dense.t() : dense);
        EXPECT_LT(largest_difference(plan.apply(x, transpose), expected), 1e-10) << plan.description();
        const at::Tensor fast = plan.apply(x.to(at::kFloat), transpose);
        EXPECT_EQ(fast.scalar_type(), at::kFloat);
        EXPECT_LT(largest_difference(fast, expected), 2e-5) << plan.description() << " transpose " << transpose;
        const at::Tensor rounded = plan.apply(x.to(at::kBFloat16), transpose);
        EXPECT_EQ(rounded.scalar_type(), at::kBFloat16);
        EXPECT_LT(largest_difference(rounded, expected), 0.06) << plan.description();
      }
      EXPECT_LT(largest_difference(plan.apply(plan.apply(x), true), x), 1e-10);
    }
  }
}

TEST(Hadamard, TransformsTheLastAxisOfAnyShapeAndStride) {
  const HadamardPlan plan = plan_of(12);
  const at::Tensor x = at::randn({3, 12, 5});
  const at::Tensor turned = x.transpose(1, 2);  // not contiguous
  const at::Tensor y = plan.apply(turned);
  EXPECT_EQ(y.sizes(), turned.sizes());
  EXPECT_LT(largest_difference(y, at::matmul(turned.to(at::kDouble), plan.dense())), 1e-5);
}

TEST(Hadamard, BlocksWhereNoMatrixIsKnown) {
  const HadamardPlan plan = plan_of(50);
  EXPECT_FALSE(plan.is_full());
  EXPECT_EQ(plan.blocks(), 25);
  EXPECT_EQ(plan.power(), 2);
  const at::Tensor h = signs(plan);
  EXPECT_TRUE(at::matmul(h, h.t()).equal(2.0 * at::eye(50, at::kDouble)));
  EXPECT_THAT(plan.description(), HasSubstr("25 blocks of 2"));
}

TEST(Hadamard, LargeModelsGetFullMatrices) {
  for (const std::int64_t m : {4096, 11008, 14336, 18944, 28672, 29568}) EXPECT_TRUE(plan_of(m).is_full()) << m;
  EXPECT_FALSE(HadamardPlan::create(0));
  EXPECT_FALSE(HadamardPlan::create(-4));
  EXPECT_FALSE(HadamardPlan::create((1 << 20) + 4));
}

TEST(Hadamard, R4OfSmolLM2HasTheReferencesSigns) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const GoldenTensors golden("smollm2_rotation.safetensors");
  EXPECT_TRUE(signs(plan_of(1536)).equal(golden["R4_signs"].to(at::kDouble)));
}

TEST(RotationSet, RandomRotationsAreOrthogonalAndReproducible) {
  ModelConfig config;
  config.layers = 2;
  config.hidden_size = 48;
  config.head_dim = 16;
  config.intermediate_size = 96;
  for (const char* kind : {"orthogonal", "hadamard"}) {
    const auto a = random_rotation(kind, 5, config);
    const auto b = random_rotation(kind, 5, config);
    const auto c = random_rotation(kind, 6, config);
    ASSERT_TRUE(a && b && c);
    EXPECT_LT(orthogonality_error(a->r1), 1e-12);
    EXPECT_TRUE(a->r1.equal(b->r1));
    EXPECT_FALSE(a->r1.equal(c->r1));
    ASSERT_EQ(a->r2.size(), 2U);
    EXPECT_FALSE(a->r2[0].equal(a->r2[1]));
    EXPECT_LT(orthogonality_error(a->r2[1]), 1e-12);
  }
}

}  // namespace
}  // namespace rotorscope
