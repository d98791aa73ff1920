// Perplexity, divergence, the spread of random rotations, and exports that are measured again.
#include "tests/pipeline/tiny_workspace.h"

#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;
using testing::message_of;
using testing::tiny_model;

class Measuring : public testing::TinyWorkspace {
 protected:
  [[nodiscard]] EvalRequest request(int windows = 4) const {
    EvalRequest r;
    r.model = tiny_model();
    r.text = text_;
    r.seq_len = 64;
    r.windows = windows;
    return r;
  }
  EvalOutcome measured(const EvalRequest& r) {
    const auto outcome = evaluate(workspace_, r, report_, never_stopped());
    EXPECT_TRUE(outcome) << outcome.error().message();
    return outcome ? *outcome : EvalOutcome{};
  }
  std::string refused(const EvalRequest& r) { return message_of(evaluate(workspace_, r, report_, never_stopped())); }

  [[nodiscard]] ExportRequest export_request(const std::string& out) const {
    ExportRequest r;
    r.model = tiny_model();
    r.out = path(out);
    r.rotation.source = "hadamard";
    r.text = text_;
    r.seq_len = 64;
    r.verify = true;
    return r;
  }
};

TEST_F(Measuring, TheSameNetworkHasNoDivergence) {
  EvalRequest r = request();
  r.compare = true;
  const EvalOutcome outcome = measured(r);
  EXPECT_TRUE(outcome.compared);
  EXPECT_NEAR(outcome.kl, 0, 1e-7);
  EXPECT_EQ(outcome.top1_agreement, 1);
  EXPECT_EQ(outcome.tokens, 4 * 63);
  EXPECT_GT(outcome.standard_error, 0);
}

TEST_F(Measuring, RotationKeepsThePerplexityAndQuantizationDoesNot) {
  EvalRequest r = request();
  const double plain = measured(r).perplexity;
  r.rotation.source = "orthogonal";
  EXPECT_NEAR(measured(r).perplexity, plain, 1e-3 * plain);
  r.quant.a_bits = 3;
  r.compare = true;
  const EvalOutcome rough = measured(r);
  EXPECT_GT(std::abs(rough.perplexity - plain), 1e-3 * plain);
  EXPECT_GT(rough.kl, 1e-3);
  EXPECT_LT(rough.top1_agreement, 1);
}

TEST_F(Measuring, ProtocolsCountTheirTokens) {
  EvalRequest r = request(0);
  EXPECT_EQ(measured(r).tokens, 18 * 63);  // 1200 tokens are 18 whole windows of 64
  r.protocol = "llama.cpp";
  EXPECT_EQ(measured(r).tokens, 18 * 31);
  r.seq_len = 1200;
  EXPECT_EQ(measured(r).tokens, 599);
}

TEST_F(Measuring, OneWindowScoredByHandAgrees) {
  // Two windows weigh as their token counts, so that their mean NLL is that of the whole.
  EvalRequest r = request(2);
  const double both = std::log(measured(r).perplexity);
  r.windows = 1;
  const double first = std::log(measured(r).perplexity);
  r.text.ids_file = folder_
                        .file("second.txt",
                              [&] {
                                std::ifstream in(text_.ids_file);
                                std::string id;
                                std::string rest;
                                for (int i = 0; in >> id; ++i) rest += i >= 64 ? id + " " : "";
                                return rest;
                              }())
                        .string();
  EXPECT_NEAR(both, (first + std::log(measured(r).perplexity)) / 2, 1e-6);
}

TEST_F(Measuring, SweepMeasuresEachSeed) {
  SweepRequest sweep_request;
  sweep_request.eval = request(2);
  sweep_request.eval.quant.a_bits = 4;
  sweep_request.seeds = 3;
  const auto outcome = sweep(workspace_, sweep_request, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  ASSERT_EQ(outcome->perplexities.size(), 3U);
  EvalRequest single = sweep_request.eval;
  single.rotation.source = "hadamard";
  single.rotation.seed = 2;
  EXPECT_EQ(outcome->perplexities[2], measured(single).perplexity);
  EXPECT_LT(outcome->minimum, outcome->maximum);
  EXPECT_GT(outcome->standard_deviation, 0);
}

TEST_F(Measuring, ExportedCheckpointsMeasureTheSame) {
  for (const char* model : {"tiny_gqa_tied", "tiny_mha_bias", "tiny_llama3_rope", "tiny_wide_ffn"}) {
    ExportRequest r = export_request(model);
    r.model = tiny_model(model);
    r.weights_dtype = "f32";
    const auto outcome = export_model(workspace_, r, report_, never_stopped());
    ASSERT_TRUE(outcome) << model << ": " << outcome.error().message();
    EXPECT_TRUE(outcome->was_verified);
    EXPECT_NEAR(outcome->verified.perplexity, outcome->verified.original_perplexity,
                1e-3 * outcome->verified.original_perplexity)
        << model;
    EXPECT_LT(outcome->invariance_error, 1e-3);
    EXPECT_GT(outcome->bytes, 0);
    for (const WrittenFile& file : outcome->files) EXPECT_TRUE(std::filesystem::exists(file.path)) << file.path;
  }
}

TEST_F(Measuring, ExportedRotationsAreReadBack) {
  ExportRequest r = export_request("r.safetensors");
  r.target = "rotations";
  const auto outcome = export_model(workspace_, r, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_NEAR(outcome->verified.perplexity, outcome->verified.original_perplexity,
              1e-3 * outcome->verified.original_perplexity);
  EvalRequest eval = request();
  eval.quant.a_bits = 4;
  eval.rotation.source = "hadamard";
  const double made = measured(eval).perplexity;
  eval.rotation.source = r.out;
  EXPECT_NEAR(measured(eval).perplexity, made, 0.02 * made);
}

TEST_F(Measuring, ExportsThatCannotBeRightAreRefused) {
  const auto refused_export = [&](const ExportRequest& r) {
    const std::string message = message_of(export_model(workspace_, r, report_, never_stopped()));
    EXPECT_FALSE(std::filesystem::exists(r.out));
    return message;
  };
  ExportRequest r = export_request("out");
  r.rotation.r4 = "on";
  EXPECT_THAT(refused_export(r), HasSubstr("--r4 on"));
  r = export_request("out");
  r.rotation.r3 = "on";
  EXPECT_THAT(refused_export(r), HasSubstr("--r3 on"));
  r = export_request("out");
  r.quant.a_bits = 4;
  EXPECT_THAT(refused_export(r), HasSubstr("W16A4KV16"));
  r = export_request("out");
  r.target = "onnx";
  EXPECT_THAT(refused_export(r), HasSubstr("onnx"));
  r = export_request("out");
  r.weights_dtype = "f8";
  EXPECT_THAT(refused_export(r), HasSubstr("f8"));
}

TEST_F(Measuring, ErrorsSayWhatIsWrong) {
  EvalRequest r = request();
  r.seq_len = 2000;
  EXPECT_THAT(refused(r), HasSubstr("1200 tokens"));
  r = request();
  r.quant.a_bits = 9;
  EXPECT_THAT(refused(r), HasSubstr("bits"));
  r = request();
  r.quant.w_method = "guess";
  EXPECT_THAT(refused(r), HasSubstr("rtn or gptq"));
  r = request();
  r.quant.w_damping = -0.1;
  EXPECT_THAT(refused(r), HasSubstr("--damping"));
  r = request();
  r.quant.calibration_tokens = 0;
  EXPECT_THAT(refused(r), HasSubstr("--calibration-tokens"));
  r = request();
  r.quant.w_bits = 4;
  r.quant.w_method = "gptq";
  r.quant.calibration = {path("calibration.txt"), ""};
  EXPECT_THAT(refused(r), HasSubstr("calibration.txt"));
  r = request();
  r.protocol = "guess";
  EXPECT_THAT(refused(r), HasSubstr("guess"));
  r = request();
  r.windows = -1;
  EXPECT_THAT(refused(r), HasSubstr("windows"));
  r = request();
  r.runtime.device = "cuda:7";
  EXPECT_THAT(refused(r), HasSubstr("GPU"));
  r = request();
  r.rotation.source = "hadamard";
  r.rotation.r2 = "perhaps";
  EXPECT_THAT(refused(r), HasSubstr("perhaps"));
  r = request();
  r.rotation.source = "learned";
  EXPECT_THAT(refused(r), HasSubstr("no rotation has been learned"));
  r = request();
  r.text = {path("prose.txt"), ""};
  EXPECT_THAT(refused(r), HasSubstr("prose.txt"));
}

}  // namespace
}  // namespace rotorscope
