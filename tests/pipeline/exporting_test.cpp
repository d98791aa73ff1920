// Exports to engines' formats, opened again: the same network, exactly; and refusals.
#include "core/base/files.h"
#include "core/formats/hf_writer.h"
#include "core/protocol/target.h"
#include "tests/pipeline/tiny_workspace.h"

#include <filesystem>
#include <map>

#include <gmock/gmock.h>

namespace rotorscope::testing {
namespace {

using ::testing::HasSubstr;

/// A random checkpoint whose widths are whole blocks of the targets' types.
void write_model(const std::filesystem::path& folder, int hidden, int layers) {
  HfExport what;
  ModelConfig& c = what.config;
  c.name = "random";
  c.layers = layers;
  c.hidden_size = hidden;
  c.intermediate_size = 2 * hidden;
  c.attention_heads = 4;
  c.kv_heads = 2;
  c.head_dim = hidden / 4;
  c.vocab_size = 128;
  c.context_length = 256;
  c.rms_norm_eps = 1e-5;
  c.tied_head = false;
  what.folder = folder;
  what.dtype = TensorType::F32;
  NoProgress quiet;
  std::uint32_t state = 99;
  const auto values = [&](const NamedShape& tensor, std::span<float> out) -> Status {
    for (float& value : out) {
      float sum = 0;
      for (int i = 0; i < 4; ++i) {
        state = state * 1664525U + 1013904223U;
        sum += static_cast<float>(state >> 8U) / 16777216.0F - 0.5F;
      }
      value = tensor.shape.size() == 1 ? 1.0F + 0.3F * sum : 0.25F * sum;
    }
    return {};
  };
  const auto written = write_hf_folder(what, values, quiet);
  ASSERT_TRUE(written) << written.error().message();
}

class Exporting : public TinyWorkspace {
 protected:
  void SetUp() override {
    TinyWorkspace::SetUp();
    if (IsSkipped()) return;
    write_model(path("random"), 64, 2);
  }

  [[nodiscard]] ExportRequest request(const std::string& target, const std::string& out) const {
    ExportRequest r;
    r.model = path("random");
    r.target = target;
    r.out = path(out);
    r.rotation.source = "hadamard";
    r.text = text_;
    r.seq_len = 64;
    r.windows = 2;
    return r;
  }

  static void choose(ExportRequest& r, const std::string& scheme, const std::string& gguf_type = "") {
    if (!scheme.empty()) {
      EXPECT_TRUE(apply_scheme(scheme, r.quant));
    }
    r.quant.target = r.target;
    r.quant.gguf_type = gguf_type;
    apply_target_defaults(r.quant, [&](const std::string& option) {
      return (option == "--scheme" && !scheme.empty()) || (option == "--w-group" && r.quant.w_group != 0);
    });
  }

  std::vector<double> top_logits(const std::string& model, const QuantSpec& quant, const RotationSpec& rotation) {
    LogitsRequest logits;
    logits.model = model;
    logits.ids = {1, 2, 3, 100, 50, 7};
    logits.quant = quant;
    logits.rotation = rotation;
    logits.top = 128;
    Workspace fresh;
    const auto outcome = logits_of(fresh, logits, report_, never_stopped());
    EXPECT_TRUE(outcome) << outcome.error().message();
    std::vector<double> values;
    if (outcome) {
      for (const auto& one : outcome->top) values.push_back(one.logit);
    }
    return values;
  }

  /// Exports, opens again, and compares with the network that was quantized on the same grid without being written.
  void check_reopened(ExportRequest r) {
    r.verify = true;
    const auto outcome = export_model(workspace_, r, report_, never_stopped());
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_NEAR(outcome->verified.perplexity, outcome->verified.quantized_perplexity,
                1e-4 * outcome->verified.quantized_perplexity)
        << r.target << " " << scheme_name(r.quant) << " " << r.quant.gguf_type;
    if (r.quant.a_bits < 16) return;
    const auto written = top_logits(r.out, {}, {});
    const auto made = top_logits(r.model, r.quant, r.rotation);
    ASSERT_EQ(written.size(), made.size());
    for (std::size_t i = 0; i < written.size(); ++i) EXPECT_NEAR(written[i], made[i], 2e-4) << r.out;
  }
};

TEST_F(Exporting, CompressedTensorsIsOpenedAsItWasMeasured) {
  for (const char* scheme : {"W4A16KV16", "W8A16KV16", "W8A8KV16", "W4A8KV16"}) {
    for (const int group : {0, 32}) {
      if (group != 0 && std::string(scheme) == "W8A8KV16") continue;
      ExportRequest r = request("compressed-tensors", std::string(scheme) + std::to_string(group));
      r.quant.w_group = group;
      choose(r, scheme);
      r.weights_dtype = "f32";
      check_reopened(r);
      if (std::string(scheme) == "W8A8KV16") continue;
      r.quant.w_symmetric = false;
      r.out += "asymmetric";
      check_reopened(r);
    }
  }
}

TEST_F(Exporting, GptqsLayoutIsOpenedAsItWasMeasured) {
  for (const bool symmetric : {true, false}) {
    for (const bool act_order : {false, true}) {
      ExportRequest r = request("gptq", "gptq" + std::to_string(symmetric) + std::to_string(act_order));
      r.quant.w_group = 32;
      choose(r, "W4A16KV16");
      r.quant.w_symmetric = symmetric;
      r.quant.w_method = "gptq";
      r.quant.w_act_order = act_order;
      r.quant.calibration = text_;
      r.quant.calibration_tokens = 512;
      r.weights_dtype = "f32";
      check_reopened(r);
    }
  }
}

TEST_F(Exporting, GgufIsOpenedAsItWasMeasured) {
  for (const char* type : {"Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"}) {
    for (const char* method : {"rtn", "gptq"}) {
      ExportRequest r = request("gguf", std::string(type) + method + ".gguf");
      choose(r, "", type);
      r.quant.w_method = method;
      r.quant.calibration = text_;
      r.quant.calibration_tokens = 512;
      check_reopened(r);
    }
  }
  // A file of halves is not rounded before it is measured.
  ExportRequest r = request("gguf", "f16.gguf");
  choose(r, "", "F16");
  r.verify = true;
  const auto outcome = export_model(workspace_, r, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_NEAR(outcome->verified.perplexity, outcome->verified.original_perplexity,
              2e-3 * outcome->verified.original_perplexity);
}

TEST_F(Exporting, SuperBlocksAreOpenedAsTheyWereMeasured) {
  write_model(path("wide"), 256, 1);
  for (const char* type : {"Q4_K", "Q6_K"}) {
    for (const char* method : {"rtn", "gptq"}) {
      ExportRequest r = request("gguf", std::string(type) + method + ".gguf");
      r.model = path("wide");
      choose(r, "", type);
      r.quant.w_method = method;
      r.quant.calibration = text_;
      r.quant.calibration_tokens = 512;
      check_reopened(r);
    }
  }
}

TEST_F(Exporting, GptqsCheckpointsKeepTheGrid) {
  ExportRequest r = request("gptq", "first");
  r.quant.w_group = 32;
  choose(r, "W4A16KV16");
  r.quant.w_method = "gptq";
  r.quant.w_act_order = true;
  r.quant.calibration = text_;
  r.quant.calibration_tokens = 512;
  r.quant.w_checkpoints = path("checkpoints");
  ASSERT_TRUE(export_model(workspace_, r, report_, never_stopped()));
  const std::string first = r.out;
  r.out = path("second");
  Workspace fresh;  // the layers come from their files
  const auto again = export_model(fresh, r, report_, never_stopped());
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(*read_file(first + "/model.safetensors"), *read_file(r.out + "/model.safetensors"));
}

TEST_F(Exporting, TheSameRecipeGivesTheSameBytes) {
  for (const char* target : {"hf", "compressed-tensors", "gguf"}) {
    std::map<std::string, std::string> contents;
    for (const char* folder : {"a", "b"}) {
      const bool single = std::string(target) == "gguf";
      std::filesystem::create_directories(path(folder));
      ExportRequest r = request(target, std::string(folder) + (single ? "/model.gguf" : "/model"));
      if (std::string(target) != "hf") choose(r, "W4A16KV16");
      r.verify = true;
      Workspace fresh;
      const auto outcome = export_model(fresh, r, report_, never_stopped());
      ASSERT_TRUE(outcome) << outcome.error().message();
      bool has_recipe = false;
      for (const WrittenFile& file : outcome->files) {
        const std::string name = std::filesystem::path(file.path).filename().string();
        has_recipe = has_recipe || name.ends_with("recipe.json");
        const auto bytes = read_file(file.path);
        ASSERT_TRUE(bytes);
        EXPECT_EQ(static_cast<std::int64_t>(bytes->size()), file.bytes) << name;
        const auto [known, is_new] = contents.emplace(name, *bytes);
        EXPECT_TRUE(is_new || known->second == *bytes) << target << " " << name;
      }
      EXPECT_TRUE(has_recipe);
    }
  }
}

TEST_F(Exporting, RecipeAndModelCardSayHowItWasMade) {
  ExportRequest r = request("compressed-tensors", "model");
  r.rotation.seed = 5;
  choose(r, "W4A16KV16");
  r.quant.w_method = "gptq";
  r.quant.calibration = text_;
  r.quant.calibration_tokens = 512;
  r.verify = true;
  const auto outcome = export_model(workspace_, r, report_, never_stopped());
  ASSERT_TRUE(outcome) << outcome.error().message();
  const auto recipe = nlohmann::json::parse(*read_file(r.out + "/recipe.json"));
  EXPECT_EQ(recipe.at("source").at("hash").get<std::string>().size(), 16U);
  EXPECT_EQ(recipe.at("rotation").at("hash").get<std::string>().size(), 16U);
  EXPECT_EQ(recipe.at("calibration").at("hash"), *fingerprint(text_.ids_file));
  EXPECT_EQ(recipe.at("figures").at("reopened_perplexity"), outcome->verified.perplexity);
  const std::string command = recipe.at("command");
  EXPECT_THAT(command,
              HasSubstr("--target compressed-tensors --rotation hadamard --seed 5 --w-bits 4 --w-method gptq"));
  EXPECT_THAT(*read_file(r.out + "/README.md"), HasSubstr(command));
  EXPECT_THAT(*read_file(r.out + "/README.md"), HasSubstr("opened again"));
  // Without a rotation there is no hash, without --verify there are no figures.
  r.rotation = {};
  r.verify = false;
  ASSERT_TRUE(export_model(workspace_, r, report_, never_stopped()));  // takes the place of the export before
  const auto plain = nlohmann::json::parse(*read_file(r.out + "/recipe.json"));
  EXPECT_TRUE(plain.at("rotation").at("hash").is_null());
  EXPECT_TRUE(plain.at("figures").is_null());
}

TEST_F(Exporting, WrongCombinationsAreRefusedWithAReason) {
  const auto refused = [&](const std::string& target, const auto& change) {
    ExportRequest r = request(target, "refused");
    choose(r, target == "gguf" ? "" : "W4A16KV16", target == "gguf" ? "Q4_0" : "");
    change(r);
    const std::string message = message_of(export_model(workspace_, r, report_, never_stopped()));
    EXPECT_FALSE(std::filesystem::exists(r.out));
    return message;
  };
  EXPECT_THAT(refused("gguf", [](ExportRequest& r) { r.rotation.r4 = "on"; }), HasSubstr("llama.cpp has no R4"));
  EXPECT_THAT(refused("gguf", [](ExportRequest& r) { r.rotation.r3 = "on"; }), HasSubstr("--r3 on"));
  EXPECT_THAT(refused("gguf", [](ExportRequest& r) { r.quant.kv_bits = 4; }), HasSubstr("KV cache itself"));
  EXPECT_THAT(refused("gguf", [](ExportRequest& r) { r.quant.gguf_type = "Q4_K"; }), HasSubstr("256"));
  EXPECT_THAT(refused("compressed-tensors", [](ExportRequest& r) { r.rotation.r4 = "on"; }),
              HasSubstr("transform_config"));
  EXPECT_THAT(refused("compressed-tensors", [](ExportRequest& r) { r.rotation.r3 = "on"; }), HasSubstr("--r3 on"));
  EXPECT_THAT(refused("compressed-tensors", [](ExportRequest& r) { r.quant.kv_bits = 4; }), HasSubstr("--kv-bits 4"));
  EXPECT_THAT(refused("compressed-tensors", [](ExportRequest& r) { r.quant.a_bits = 4; }), HasSubstr("--a-bits 4"));
  EXPECT_THAT(refused("compressed-tensors", [](ExportRequest& r) { r.quant.a_bits = 8, r.quant.a_symmetric = false; }),
              HasSubstr("--a-symmetric off"));
  EXPECT_THAT(refused("compressed-tensors", [](ExportRequest& r) { r.quant.w_bits = 16; }),
              HasSubstr("nothing to quantize"));
  EXPECT_THAT(refused("gptq", [](ExportRequest& r) { r.quant.a_bits = 8; }), HasSubstr("weights only"));
  EXPECT_THAT(refused("gptq", [](ExportRequest& r) { r.rotation.r4 = "on"; }), HasSubstr("--r4 on"));
}

TEST_F(Exporting, MeasuringOnATargetRefusesTheSame) {
  EvalRequest eval;
  eval.model = path("random");
  eval.text = text_;
  eval.seq_len = 64;
  eval.windows = 1;
  eval.rotation.source = "hadamard";
  eval.rotation.r4 = "on";
  eval.quant.target = "gguf";
  eval.quant.gguf_type = "Q8_0";
  eval.quant.w_bits = 8;
  eval.quant.w_group = 32;
  EXPECT_THAT(message_of(evaluate(workspace_, eval, report_, never_stopped())), HasSubstr("llama.cpp has no R4"));
  eval.rotation.r4 = "auto";  // means off here: the target cannot run it
  EXPECT_TRUE(evaluate(workspace_, eval, report_, never_stopped()));
  eval.quant.target = "tensorrt";
  EXPECT_THAT(message_of(evaluate(workspace_, eval, report_, never_stopped())), HasSubstr("tensorrt"));
}

}  // namespace
}  // namespace rotorscope::testing
