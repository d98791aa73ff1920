// Operations on networks whose weights GPTQ rounded: measuring, doing it once, exporting.
#include "tests/pipeline/tiny_workspace.h"

#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using testing::tiny_model;

/// Collects the log.
class Log final : public Reporter {
 public:
  void advance(std::int64_t, std::int64_t, const std::string&) override {}
  void log(const std::string& line) override { lines += line + "\n"; }
  void partial(std::string_view, const nlohmann::json&) override {}
  void wait_while_paused(std::stop_token) override {}
  std::string lines;
};

class GptqRuns : public testing::TinyWorkspace {
 protected:
  [[nodiscard]] QuantSpec gptq(int bits) const {
    QuantSpec quant;
    quant.w_bits = bits;
    quant.w_method = "gptq";
    quant.calibration = text_;
    return quant;
  }
  [[nodiscard]] EvalRequest request(int windows, const QuantSpec& quant) const {
    EvalRequest r;
    r.model = tiny_model();
    r.text = text_;
    r.seq_len = 64;
    r.windows = windows;
    r.quant = quant;
    return r;
  }
  EvalOutcome measured(const EvalRequest& r) {
    const auto outcome = evaluate(workspace_, r, report_, never_stopped());
    EXPECT_TRUE(outcome) << outcome.error().message();
    return outcome ? *outcome : EvalOutcome{};
  }
};

TEST_F(GptqRuns, GptqKeepsTheNetworkBetterThanRounding) {
  EvalRequest r = request(0, gptq(3));
  r.compare = true;
  for (const char* rotation : {"none", "hadamard"}) {
    r.rotation.source = rotation;
    r.quant.w_method = "rtn";
    const EvalOutcome rtn = measured(r);
    r.quant.w_method = "gptq";
    const EvalOutcome gptq = measured(r);
    EXPECT_LT(gptq.kl, 0.9 * rtn.kl) << rotation;
    EXPECT_GT(gptq.quantize_seconds, 0);
    EXPECT_LT(gptq.quantize_seconds, gptq.seconds);
  }
}

TEST_F(GptqRuns, GptqIsDoneOnceForTheSameSettings) {
  EvalRequest r = request(2, gptq(4));
  r.rotation.source = "hadamard";
  const auto run = [&](const char* expected) {
    Log log;
    const auto outcome = evaluate(workspace_, r, log, never_stopped());
    EXPECT_TRUE(outcome) << outcome.error().message();
    EXPECT_THAT(log.lines, HasSubstr(expected));
    return outcome ? outcome->perplexity : 0;
  };
  const double first = run("layers quantized to 4 bits");
  EXPECT_EQ(run("quantized before"), first);
  r.quant.a_bits = 8;  // other activations, the same weights
  run("quantized before");
  r.quant.a_bits = 16;
  r.rotation.seed = 1;
  EXPECT_NE(run("layers quantized to 4 bits"), first);
  r.rotation.seed = 0;
  r.quant.calibration_tokens = 700;
  EXPECT_NE(run("layers quantized to 4 bits on 512 tokens"), first);
  r.quant.w_act_order = true;
  run("layers quantized to 4 bits");
}

TEST_F(GptqRuns, GptqWeightsAreExported) {
  ExportRequest r;
  r.model = tiny_model();
  r.out = path("gptq");
  r.rotation.source = "hadamard";
  r.text = text_;
  r.seq_len = 64;
  r.verify = true;
  r.quant = gptq(4);
  r.weights_dtype = "f32";
  const auto outcome = export_model(workspace_, r, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  EvalRequest eval = request(4, r.quant);
  eval.rotation = r.rotation;
  eval.rotation.r3 = eval.rotation.r4 = "off";
  const double here = measured(eval).perplexity;
  EXPECT_NEAR(outcome->verified.perplexity, here, 1e-3 * here);
  LogitsRequest logits;
  logits.model = r.out;
  logits.ids = {1, 2, 3};
  const auto exported = logits_of(workspace_, logits, report_, never_stopped());
  logits.model = r.model;
  logits.quant = r.quant;
  logits.rotation = eval.rotation;
  const auto made = logits_of(workspace_, logits, report_, never_stopped());
  ASSERT_TRUE(exported && made);
  EXPECT_NEAR(exported->top[0].logit, made->top[0].logit, 1e-3);
}

}  // namespace
}  // namespace rotorscope
