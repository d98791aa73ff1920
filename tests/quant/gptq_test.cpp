// GPTQ of single weights: the goldens, the plain algorithm, and the cases that break careless implementations.
#include "core/quant/gptq.h"

#include "core/model/forward.h"
#include "core/quant/weight_quantizer.h"
#include "kernels/cpu/gptq_columns.h"
#include "tests/golden/golden_data.h"
#include "tests/quant/plain_gptq.h"

#include <chrono>
#include <thread>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using testing::golden_json;
using testing::GoldenTensors;
using ::testing::HasSubstr;
using testing::largest_difference;
using testing::plain_gptq;

at::Tensor hessian_of(const at::Tensor& x) {
  HessianSum sum(x.size(-1));
  sum.add(x, never_stopped());
  return sum.hessian();
}

GptqFactor factor_of(const at::Tensor& hessian, bool act_order = false, double damping = 0.01) {
  auto factor = gptq_factor(hessian, act_order, damping, never_stopped());
  if (!factor) throw std::runtime_error(factor.error().message());
  return *factor;
}

at::Tensor rounded(const at::Tensor& w, const at::Tensor& x, const GptqOptions& options, bool act_order = false) {
  return gptq_weight(w, factor_of(hessian_of(x), act_order), options, never_stopped());
}

double output_error(const at::Tensor& x, const at::Tensor& w, const at::Tensor& q) {
  return at::matmul(x, (q - w).t()).square().mean().item<double>();
}

/// Inputs whose channels are correlated and of different sizes, as a network's are.
at::Tensor inputs(std::int64_t tokens, std::int64_t columns) {
  const at::Tensor mixing = at::randn({columns, columns}) / std::sqrt(static_cast<double>(columns));
  return at::matmul(at::randn({tokens, columns}), mixing) * at::randn({columns}).exp();
}

class Gptq : public ::testing::Test {
 protected:
  void SetUp() override { at::manual_seed(7); }
};

TEST_F(Gptq, GoldensAreMet) {
  ROTORSCOPE_NEEDS_GOLDENS();
  const GoldenTensors golden("gptq.safetensors");
  int compared = 0;
  for (const auto& c : golden_json("gptq.json")) {
    const std::string id = std::to_string(c["id"].get<int>());
    const at::Tensor w = golden[id + ".W"];
    const at::Tensor x = golden[id + ".X"];
    const at::Tensor expected = golden[id + ".Q"];
    GptqOptions options;
    options.bits = c["bits"];
    options.group = c["group"];
    const at::Tensor q = rounded(w, x, options, c["act_order"]);
    const double error = output_error(x, w, q);
    EXPECT_NEAR(error, c["output_mse_gptq"], 0.01 * c["output_mse_gptq"].get<double>()) << c.dump();
    EXPECT_LT(error, 0.7 * c["output_mse_rtn"].get<double>()) << c.dump();
    const double same = (q - expected).abs().le(1e-4 * expected.abs().max()).to(at::kDouble).mean().item<double>();
    EXPECT_GE(same, 0.98) << c.dump();
    ++compared;
  }
  EXPECT_EQ(compared, 4);
}

TEST_F(Gptq, IsThePlainAlgorithm) {
  const GptqOptions cases[] = {{4, true, 0, false},   {3, false, 0, false}, {2, true, 64, false},
                               {4, false, 32, false}, {8, true, 96, false}, {5, false, 256, false}};
  for (const GptqOptions& options : cases) {
    for (const bool act_order : {false, true}) {
      for (const auto& [rows, columns] : {std::pair<int, int>{70, 300}, {1, 64}, {64, 128}, {33, 1}}) {
        const at::Tensor x = inputs(2 * columns + 8, columns);
        const at::Tensor w = at::randn({rows, columns});
        const at::Tensor q = rounded(w, x, options, act_order);
        const at::Tensor expected = plain_gptq(w.to(at::kDouble), hessian_of(x).to(at::kDouble), options, act_order);
        // a value that lies nearly between two levels may round the other way, and takes a few others along
        const double same = (q - expected).abs().le(1e-3).to(at::kDouble).mean().item<double>();
        EXPECT_GE(same, 0.98) << options.bits << " bits, group " << options.group << ", " << rows << " x " << columns;
        EXPECT_NEAR(output_error(x, w, q), output_error(x, w, expected.to(at::kFloat)),
                    0.02 * output_error(x, w, q) + 1e-9);
      }
    }
  }
}

TEST_F(Gptq, BeatsRoundingOnCorrelatedInputs) {
  const at::Tensor x = inputs(600, 192);
  const at::Tensor w = at::randn({48, 192});
  for (const int bits : {2, 3, 4, 6, 8}) {
    for (const bool symmetric : {true, false}) {
      for (const std::int64_t group : {0, 64}) {
        for (const bool search : {false, true}) {
          const at::Tensor q = rounded(w, x, {bits, symmetric, group, search});
          const double rtn = output_error(x, w, rtn_weight(w, bits, symmetric, group, search));
          EXPECT_LT(output_error(x, w, q), 0.85 * rtn) << bits << " " << symmetric << " " << group << " " << search;
        }
      }
    }
  }
}

TEST_F(Gptq, WithoutCorrelationItIsRounding) {
  // A diagonal Hessian has nowhere to push errors to.
  const at::Tensor w = at::randn({40, 200});
  const GptqFactor factor = factor_of(at::diag(at::rand({200}) + 0.5));
  for (const GptqOptions& options : {GptqOptions{4, true, 0, true}, {3, false, 40, false}, {2, false, 0, true}}) {
    const at::Tensor q = gptq_weight(w, factor, options, never_stopped());
    const at::Tensor rtn = rtn_weight(w, options.bits, options.symmetric, options.group, options.clip_search);
    EXPECT_LT(largest_difference(q, rtn), 1e-5) << options.bits;
  }
}

TEST_F(Gptq, StaysOnTheGrid) {
  const at::Tensor x = inputs(500, 130);
  for (const int bits : {2, 4}) {
    const at::Tensor q = rounded(at::randn({3, 130}), x, {bits, false, 0, false});
    for (int row = 0; row < 3; ++row) EXPECT_LE(std::get<0>(at::_unique(q[row])).numel(), 1 << bits);
  }
}

TEST_F(Gptq, DeadInputsAndZeroRowsBecomeZero) {
  at::Tensor x = inputs(400, 160);
  x.select(1, 5).zero_();
  x.select(1, 140).zero_();
  at::Tensor w = at::randn({70, 160});
  w[3].zero_();
  w[69].zero_();
  for (const bool symmetric : {true, false}) {
    for (const std::int64_t group : {0, 32}) {
      for (const bool act_order : {false, true}) {
        const at::Tensor q = rounded(w, x, {4, symmetric, group, false}, act_order);
        EXPECT_TRUE(q.isfinite().all().item<bool>());
        EXPECT_TRUE(q[3].eq(0).all().item<bool>());
        EXPECT_TRUE(q[69].eq(0).all().item<bool>());
        if (group == 0) {  // a grid of a group need not hold 0
          EXPECT_TRUE(q.select(1, 5).eq(0).all().item<bool>());
          EXPECT_TRUE(q.select(1, 140).eq(0).all().item<bool>());
        }
        EXPECT_LT(output_error(x, w, q), output_error(x, w, rtn_weight(w, 4, symmetric, group, false)));
      }
    }
  }
}

TEST_F(Gptq, InputsThatAreAllZeroGiveRounding) {
  const at::Tensor w = at::randn({8, 32});
  const at::Tensor q = rounded(w, at::zeros({50, 32}), {4, true, 0, false});
  EXPECT_TRUE(q.eq(0).all().item<bool>());  // every input is dead
}

TEST_F(Gptq, DampingGrowsUntilTheHessianIsPositiveDefinite) {
  const at::Tensor x = inputs(300, 96);
  EXPECT_FALSE(factor_of(hessian_of(x)).grew);
  // two tokens for 96 inputs, no damping: singular
  const GptqFactor singular = factor_of(hessian_of(at::randn({2, 96})), false, 0.0);
  EXPECT_TRUE(singular.grew);
  EXPECT_GT(singular.damping, 0);
  at::Tensor indefinite = hessian_of(x);
  indefinite -= 0.2 * indefinite.diagonal().mean() * at::eye(96);
  const GptqFactor repaired = factor_of(indefinite);
  EXPECT_TRUE(repaired.grew);
  EXPECT_DOUBLE_EQ(repaired.damping, 1.0);  // 0.01 and 0.1 are less than 0.2
  const at::Tensor w = at::randn({16, 96});
  EXPECT_TRUE(gptq_weight(w, repaired, {}, never_stopped()).isfinite().all().item<bool>());
}

TEST_F(Gptq, InputsThatAreNotFiniteAreRefused) {
  at::Tensor h = at::eye(16);
  h[3][4] = std::numeric_limits<float>::quiet_NaN();
  const auto factor = gptq_factor(h, false, 0.01, never_stopped());
  ASSERT_FALSE(factor);
  EXPECT_THAT(factor.error().message(), HasSubstr("not finite"));
}

TEST_F(Gptq, FactorIsThatOfTheInverse) {
  for (const std::int64_t n : {1, 40, 256, 700}) {
    const at::Tensor h = hessian_of(inputs(2 * n + 3, n)).to(at::kDouble);
    const GptqFactor factor = factor_of(h, true, 0.02);
    const at::Tensor u = factor.upper.to(at::kDouble);
    EXPECT_EQ(largest_difference(u, u.triu()), 0);
    at::Tensor damped = h.index_select(0, factor.order).index_select(1, factor.order);
    EXPECT_TRUE((damped.diagonal().slice(0, 1) <= damped.diagonal().slice(0, 0, n - 1)).all().item<bool>());
    damped.diagonal().add_(0.02 * h.diagonal().mean());
    const at::Tensor unit = at::matmul(at::matmul(u, damped), u.t());
    EXPECT_LT(largest_difference(unit, at::eye(n, at::kDouble)), 1e-3) << n;
  }
}

TEST_F(Gptq, HessianIsTheProduct) {
  for (const std::int64_t n : {3, 256, 515}) {
    HessianSum sum(n);
    const at::Tensor a = at::randn({2, 400, n});
    const at::Tensor b = at::randn({1, 7, n});
    sum.add(a, never_stopped());
    sum.add(b, never_stopped());
    const at::Tensor x = at::cat({a.reshape({-1, n}), b.reshape({-1, n})}).to(at::kDouble);
    EXPECT_LT(largest_difference(sum.hessian(), at::matmul(x.t(), x) * (2.0 / 807.0)), 1e-4) << n;
  }
}

TEST_F(Gptq, RowsDoNotDependOnHowThreadsShareThem) {
  const at::Tensor x = inputs(600, 257);
  const at::Tensor w = at::randn({150, 257});
  const GptqFactor factor = factor_of(hessian_of(x));
  const at::Tensor whole = gptq_weight(w, factor, {4, false, 0, true}, never_stopped());
  EXPECT_TRUE(whole.equal(gptq_weight(w, factor, {4, false, 0, true}, never_stopped())));
  // within the first block nothing but the row itself counts
  const at::Tensor part = gptq_weight(w.slice(0, 40, 90), factor, {4, false, 0, true}, never_stopped());
  EXPECT_TRUE(part.slice(1, 0, gptq_block).equal(whole.slice(0, 40, 90).slice(1, 0, gptq_block)));
}

TEST_F(Gptq, LeavesTheWeightItself) {
  const at::Tensor w = at::randn({20, 64});
  const at::Tensor kept = w.clone();
  (void)rounded(w, inputs(200, 64), {});
  EXPECT_TRUE(w.equal(kept));
}

TEST_F(Gptq, StopsInsideALayer) {
  const GptqFactor factor = factor_of(hessian_of(inputs(300, 256)));
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_THROW((void)gptq_weight(at::randn({16, 256}), factor, {}, stopped.get_token()), Cancelled);
  EXPECT_THROW((void)gptq_factor(at::eye(600), false, 0.01, stopped.get_token()), Cancelled);
  HessianSum sum(64);
  EXPECT_THROW(sum.add(at::randn({100, 64}), stopped.get_token()), Cancelled);
}

}  // namespace
}  // namespace rotorscope
