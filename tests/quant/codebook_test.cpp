// QuIP's incoherence and QuIP#'s codebook against their definitions.
#include "core/model/forward.h"
#include "core/quant/e8_weight.h"
#include "core/quant/fake_quantizer.h"
#include "core/quant/gptq.h"
#include "core/quant/incoherence.h"
#include "core/quant/linear_rounding.h"
#include "core/quant/weight_quantizer.h"
#include "kernels/cpu/e8.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

at::Tensor gaussian(at::IntArrayRef sizes, std::uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  return at::randn(sizes, generator, at::kFloat);
}

TEST(E8Codebook, SourcesAreThoseOfThePaper) {
  std::set<std::vector<float>> seen;
  int short_ones = 0;
  for (const auto& s : cpu::e8_sources()) {
    float squares = 0;
    for (const float entry : s) {
      EXPECT_TRUE(entry == 0.5F || entry == 1.5F || entry == 2.5F);
      squares += entry * entry;
    }
    EXPECT_LE(squares, 12.0F);
    short_ones += squares <= 10.0F ? 1 : 0;
    seen.insert({s.begin(), s.end()});
  }
  EXPECT_EQ(short_ones, 227);  // QuIP#, §4.2
  EXPECT_EQ(seen.size(), 256U);
}

TEST(E8Codebook, NearestIsNearestOfAll) {
  // All 2^16 codewords, from the definition.
  std::vector<std::array<float, 8>> all;
  for (const auto& s : cpu::e8_sources()) {
    for (int signs = 0; signs < 256; ++signs) {
      float sum = 0;
      std::array<float, 8> word{};
      for (std::size_t i = 0; i < 8; ++i) {
        word[i] = (signs >> i & 1) != 0 ? -s[i] : s[i];
        sum += word[i];
      }
      if (static_cast<int>(std::lround(sum)) % 2 != 0) continue;  // D8 + 1/2: even sums
      for (const float shift : {0.25F, -0.25F}) {
        std::array<float, 8> moved = word;
        for (float& entry : moved) entry += shift;
        all.push_back(moved);
      }
    }
  }
  ASSERT_EQ(all.size(), 65536U);
  const at::Tensor x = gaussian({60, 8}, 1) * 1.1;
  for (std::int64_t row = 0; row < x.size(0); ++row) {
    const at::Tensor v = x[row].contiguous();
    const float* values = v.const_data_ptr<float>();
    const auto distance = [&](const float* y) {
      float sum = 0;
      for (int i = 0; i < 8; ++i) sum += (values[i] - y[i]) * (values[i] - y[i]);
      return sum;
    };
    float least = INFINITY;
    for (const auto& word : all) least = std::min(least, distance(word.data()));
    float found[8];
    cpu::e8_nearest(values, found);
    EXPECT_NEAR(distance(found), least, 1e-5F) << row;
  }
}

TEST(E8Codebook, BeatsTwoBitsOnGaussianWeights) {
  const at::Tensor w = gaussian({64, 256}, 2);
  const double codebook = (e8_weight(w, nullptr, never_stopped()) - w).square().mean().item<double>();
  const double scalar = (rtn_weight(w, 2, false, 0, true) - w).square().mean().item<double>();
  EXPECT_LT(codebook, 0.1);  // QuIP#, figure 3: about 0.09
  EXPECT_LT(codebook, 0.8 * scalar);
}

TEST(E8Weight, FeedbackLowersTheOutputError) {
  const at::Tensor x = at::matmul(gaussian({400, 64}, 3), gaussian({64, 64}, 4) * 0.2 + at::eye(64));
  const at::Tensor w = gaussian({32, 64}, 5);
  HessianSum sum(64);
  sum.add(x, never_stopped());
  const auto output_error = [&](const at::Tensor& q) {
    return at::matmul(x, (q - w).t()).square().sum().item<double>();
  };
  const double nearest = output_error(e8_weight(w, nullptr, never_stopped()));
  for (const bool order : {false, true}) {
    const auto factor = gptq_factor(sum.hessian(), order, 0.01, never_stopped());
    ASSERT_TRUE(factor);
    EXPECT_LT(output_error(e8_weight(w, &*factor, never_stopped())), 0.8 * nearest);
  }
}

TEST(Incoherence, IsOrthogonalAndUndone) {
  for (const char* kind : {"kronecker", "hadamard"}) {
    for (const std::int64_t order : {48, 64, 96, 7}) {
      const auto basis = incoherent_basis(kind, order, 9);
      ASSERT_TRUE(basis) << basis.error().message();
      const at::Tensor m = (*basis)->apply(at::eye(order, at::kFloat), false);
      EXPECT_TRUE(at::matmul(m, m.t()).allclose(at::eye(order, at::kFloat), 1e-4, 1e-5)) << kind << order;
      EXPECT_TRUE((*basis)->apply(m, true).allclose(at::eye(order, at::kFloat), 1e-4, 1e-5)) << kind << order;
    }
  }
  EXPECT_FALSE(incoherent_basis("magic", 8, 0));
  const auto out = incoherent_basis("kronecker", 12, 1);
  const auto in = incoherent_basis("hadamard", 16, 2);
  const at::Tensor w = gaussian({12, 16}, 6);
  const at::Tensor there = to_incoherent(w, **out, **in);
  EXPECT_TRUE(from_incoherent(there, **out, **in).allclose(w, 1e-4, 1e-5));
  // W x = U (Uᵀ W V) Vᵀ x, and the Hessian goes along: tr(E H Eᵀ) is the same in both bases.
  const at::Tensor x = gaussian({50, 16}, 7);
  const at::Tensor hessian = at::matmul(x.t(), x);
  const at::Tensor e = gaussian({12, 16}, 8);
  const at::Tensor e_there = to_incoherent(e, **out, **in);
  const double here_cost = at::matmul(at::matmul(e, hessian), e.t()).trace().item<double>();
  const double there_cost =
      at::matmul(at::matmul(e_there, hessian_in(hessian, **in)), e_there.t()).trace().item<double>();
  EXPECT_NEAR(there_cost, here_cost, 1e-3 * here_cost);
}

TEST(Incoherence, HelpsAWeightWithOutliers) {
  at::Tensor w = gaussian({64, 64}, 9);
  w[3][5] = 40;
  w[20].mul_(8);
  w.select(1, 11).mul_(8);
  QuantSpec plain;
  plain.w_bits = 3;
  QuantSpec incoherent = plain;
  incoherent.w_incoherence = "hadamard";
  const auto error = [&](const QuantSpec& quant) {
    const LinearRounding rounding(quant, 0, "attn_in", 64);
    return (rounding.round(w, "q_proj", 3, nullptr, never_stopped()) - w).square().sum().item<double>();
  };
  EXPECT_LT(error(incoherent), 0.7 * error(plain));
}

TEST(MixedPrecision, TheLastThatFitsCounts) {
  QuantSpec quant;
  quant.w_bits = quant.a_bits = 4;
  for (const char* text : {"w=3", "down_proj=8", "2-3.down_proj=6", "1.down_in=8", "kv=5", "0.a=16"}) {
    const auto entry = parse_override(text);
    ASSERT_TRUE(entry) << text;
    EXPECT_EQ(override_text(*entry), text);
    quant.mixed.push_back(*entry);
  }
  EXPECT_EQ(linear_bits(0, "self_attn.q_proj", quant), 3);
  EXPECT_EQ(linear_bits(0, "mlp.down_proj", quant), 8);
  EXPECT_EQ(linear_bits(3, "down_proj", quant), 6);
  EXPECT_EQ(site_quantizer(1, Site::down_in, quant).bits, 8);
  EXPECT_EQ(site_quantizer(2, Site::down_in, quant).bits, 4);
  EXPECT_EQ(site_quantizer(0, Site::attn_in, quant).bits, 16);
  EXPECT_EQ(site_quantizer(2, Site::k, quant).bits, 5);
  for (const char* text :
       {"", "down_proj", "down_proj=1", "down_proj=9", "3-1.w=4", "x.w=4", "lm_head=4", "w=4x", "-1.w=4"}) {
    EXPECT_FALSE(parse_override(text)) << text;
  }
}

}  // namespace
}  // namespace rotorscope
