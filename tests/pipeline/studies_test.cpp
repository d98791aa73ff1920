// Sensitivity, ablation and the comparison of methods on a tiny model.
#include "tests/pipeline/tiny_workspace.h"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using testing::message_of;
using testing::tiny_model;

class Studies : public testing::TinyWorkspace {
 protected:
  [[nodiscard]] EvalRequest eval() const {
    EvalRequest e;
    e.model = tiny_model();
    e.text = text_;
    e.seq_len = 64;
    e.windows = 2;
    e.runtime.threads = 1;
    e.quant.calibration = text_;
    e.quant.calibration_tokens = 128;
    return e;
  }
  [[nodiscard]] double perplexity(const EvalRequest& e) {
    const auto outcome = evaluate(workspace_, e, report_, never_stopped());
    EXPECT_TRUE(outcome) << outcome.error().message();
    return outcome ? outcome->perplexity : NAN;
  }
};

TEST_F(Studies, SensitivityIsThatOfEachAlone) {
  SensitivityRequest request{eval(), "kind"};
  request.eval.quant.a_bits = request.eval.quant.w_bits = 3;
  request.eval.rotation.source = "hadamard";
  const auto outcome = sensitivity(workspace_, request, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  ASSERT_EQ(outcome->rows.size(), 11U);  // seven linears, four sites
  EXPECT_TRUE(std::is_sorted(outcome->rows.begin(), outcome->rows.end(),
                             [](const auto& a, const auto& b) { return a.rise > b.rise; }));
  for (const SensitivityRow& row : outcome->rows) {
    if (row.name != "down_in" && row.name != "v_proj") continue;
    EvalRequest alone = eval();
    alone.rotation.source = "hadamard";
    alone.quant.mixed = {*parse_override(row.name + "=3")};
    EXPECT_NEAR(perplexity(alone), row.perplexity, 1e-4 * row.perplexity) << row.name;
    EXPECT_NEAR(row.rise, std::log(row.perplexity / outcome->perplexity), 1e-9);
  }
}

TEST_F(Studies, SensitivityByLayerNamesLayers) {
  SensitivityRequest request{eval(), "layer"};
  request.eval.quant.kv_bits = 3;
  const auto outcome = sensitivity(workspace_, request, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  ASSERT_EQ(outcome->rows.size(), 3U);
  EXPECT_THAT(outcome->rows[0].name, HasSubstr(".kv"));
  request.by = "wish";
  EXPECT_THAT(message_of(sensitivity(workspace_, request, report_, never_stopped())), HasSubstr("--by"));
}

TEST_F(Studies, AblationTriesEveryCombination) {
  AblationRequest request{eval()};
  request.eval.quant.a_bits = request.eval.quant.kv_bits = 4;
  request.eval.rotation.source = "hadamard";
  const auto outcome = ablate(workspace_, request, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  ASSERT_EQ(outcome->rows.size(), 16U);
  EvalRequest plain = request.eval;
  plain.rotation.source = "none";
  EXPECT_NEAR(outcome->rows.front().perplexity, perplexity(plain), 1e-4 * outcome->rows.front().perplexity);
  const double all_on = perplexity(request.eval);
  EXPECT_NEAR(outcome->rows.back().perplexity, all_on, 1e-6 * all_on);
  request.eval.rotation.source = "none";
  EXPECT_THAT(message_of(ablate(workspace_, request, report_, never_stopped())), HasSubstr("--rotation"));
}

TEST_F(Studies, AComparisonGoesOnAfterWhatItHas) {
  CompareRequest request;
  request.eval = eval();
  request.learn = text_;
  request.scenarios = {"W4A16KV16", "W4A4KV4"};
  request.methods = {"rtn", "gptq", "quip"};
  request.project = path("c.h5");
  request.learn_seq_len = 64;
  request.learn_steps = 3;
  const auto first = compare(workspace_, request, report_, never_stopped());
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_EQ(first->measured, 2 + 1 + 2 + 1 + 1);  // W4A4KV4 twice, with searched clips; QuIP for weights only
  request.methods = {"rtn", "gptq", "quip", "quarot", "spinquant", "best"};
  Workspace another;
  const auto second = compare(another, request, report_, never_stopped());
  ASSERT_TRUE(second) << second.error().message();
  EXPECT_EQ(second->measured, 9);
  for (const CompareRow& row : first->rows) {
    const auto same = std::find_if(second->rows.begin(), second->rows.end(), [&](const CompareRow& other) {
      return other.method == row.method && other.scenario == row.scenario && other.clip == row.clip;
    });
    ASSERT_NE(same, second->rows.end());
    EXPECT_EQ(same->perplexity, row.perplexity);
    EXPECT_EQ(same->applicable, row.applicable);
  }
  const auto third = compare(another, request, report_, never_stopped());
  ASSERT_TRUE(third);
  EXPECT_EQ(third->measured, 0);
  const std::string markdown = compare_markdown(*third);
  EXPECT_THAT(markdown, HasSubstr("| method | W4A16KV16 | W4A4KV4 |"));
  EXPECT_THAT(markdown, HasSubstr("| quip | "));
  EXPECT_THAT(markdown, HasSubstr("– |"));
  const std::string csv = compare_csv(*third);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 7 + 9);
  // Other settings are other figures.
  request.eval.windows = 1;
  request.methods = {"rtn"};
  const auto other = compare(another, request, report_, never_stopped());
  ASSERT_TRUE(other);
  EXPECT_EQ(other->measured, 3);
}

TEST_F(Studies, AComparisonRefusesWhatItDoesNotKnow) {
  CompareRequest request;
  request.eval = eval();
  request.project = path("c.h5");
  request.methods = {"magic"};
  EXPECT_THAT(message_of(compare(workspace_, request, report_, never_stopped())), HasSubstr("--methods"));
  request.methods = {"rtn"};
  request.scenarios = {"W16A16KV16"};
  EXPECT_THAT(message_of(compare(workspace_, request, report_, never_stopped())), HasSubstr("--scenarios"));
}

TEST_F(Studies, QuantizersOfEveryKindCostSomethingAndNotTooMuch) {
  const double unquantized = perplexity(eval());
  const auto with = [&](const std::function<void(EvalRequest&)>& change) {
    EvalRequest e = eval();
    change(e);
    return perplexity(e);
  };
  const std::vector<std::function<void(EvalRequest&)>> changes = {
      [](EvalRequest& e) { e.quant.head_bits = 4; },
      [](EvalRequest& e) { e.quant.embedding_bits = 4; },
      [](EvalRequest& e) { e.quant.mixed = {*parse_override("0.down_proj=3")}; },
      [](EvalRequest& e) { e.quant.kv_bits = 4, e.quant.k_pre_rope = true; },
      [](EvalRequest& e) { e.quant.kv_bits = 4, e.quant.k_pre_rope = true, e.rotation.source = "hadamard"; },
      [](EvalRequest& e) { e.quant.a_bits = 4, e.quant.clip_search = true, e.rotation.source = "hadamard"; },
      [](EvalRequest& e) { e.quant.w_bits = 3, e.rotation.source = "quip"; },
      [](EvalRequest& e) { e.quant.w_bits = 3, e.quant.w_method = "gptq", e.rotation.source = "quip-hadamard"; },
      [](EvalRequest& e) { e.quant.w_bits = 2, e.quant.w_grid = "e8", e.rotation.source = "quip-hadamard"; },
      [](EvalRequest& e) {
        e.quant.w_bits = 2, e.quant.w_grid = "e8", e.quant.w_method = "gptq", e.rotation.source = "quip-hadamard";
      },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const double here = with(changes[i]);
    EXPECT_NE(here, unquantized) << i;
    EXPECT_LT(here, 3 * unquantized) << i;
  }
}

TEST_F(Studies, WhatDoesNotGoTogetherIsRefused) {
  const auto refused = [&](const std::function<void(EvalRequest&)>& change) {
    EvalRequest e = eval();
    change(e);
    return message_of(evaluate(workspace_, e, report_, never_stopped()));
  };
  EXPECT_THAT(refused([](EvalRequest& e) { e.quant.a_bits = 4, e.rotation.source = "quip"; }),
              HasSubstr("weights only"));
  EXPECT_THAT(refused([](EvalRequest& e) { e.quant.w_bits = 4, e.quant.w_grid = "e8"; }), HasSubstr("--w-bits"));
  EXPECT_THAT(refused([](EvalRequest& e) { e.quant.mixed = {{-1, -1, "lm_head", 4}}; }), HasSubstr("--mixed"));
  EXPECT_THAT(refused([](EvalRequest& e) { e.quant.head_bits = 1; }), HasSubstr("--head-bits"));
  EXPECT_THAT(refused([](EvalRequest& e) {
                e.quant.target = "compressed-tensors", e.quant.w_bits = 4, e.quant.mixed = {*parse_override("w=8")};
              }),
              HasSubstr("--target"));
}

}  // namespace
}  // namespace rotorscope
