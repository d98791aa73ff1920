// Configurations: both of Hugging Face's styles, GGUF metadata, and what is refused by name.
#include "core/formats/model_config.h"

#include "core/formats/gguf.h"
#include "tests/formats/gguf_builder.h"
#include "tests/formats/scratch_folder.h"

#include <cmath>
#include <numbers>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::filesystem::path goldens = std::filesystem::path(ROTORSCOPE_TEST_DATA) / "goldens";

class HfConfig : public ::testing::Test {
 protected:
  static json good() {
    return {{"architectures", {"LlamaForCausalLM"}},
            {"model_type", "llama"},
            {"hidden_act", "silu"},
            {"hidden_size", 48},
            {"intermediate_size", 96},
            {"num_hidden_layers", 3},
            {"num_attention_heads", 4},
            {"num_key_value_heads", 2},
            {"vocab_size", 128},
            {"max_position_embeddings", 256},
            {"rms_norm_eps", 1e-5},
            {"bos_token_id", 1},
            {"eos_token_id", 2}};
  }
  Result<ModelConfig> read(const json& config) { return read_hf_config(scratch_.file("config.json", config.dump())); }
  /// The message for a configuration where `key` has been changed.
  std::string error(const std::string& key, const json& value) {
    json config = good();
    config[key] = value;
    const auto result = read(config);
    return result ? "" : result.error().message();
  }
  ScratchFolder scratch_;
};

TEST_F(HfConfig, Defaults) {
  const auto config = read(good());
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->head_dim, 12);
  EXPECT_EQ(config->rope_theta, 10000);
  EXPECT_EQ(config->rope_scaling.kind, RopeScalingKind::none);
  EXPECT_FALSE(config->tied_head);
  EXPECT_FALSE(config->attention_bias);
  EXPECT_FALSE(config->mlp_bias);
  EXPECT_EQ(config->bos_token_id, 1);
  EXPECT_THAT(config->eos_token_ids, ElementsAre(2));
}

TEST_F(HfConfig, BothStylesOfRopeSettingsGiveTheSame) {
  const json scaling = {{"rope_type", "llama3"},
                        {"factor", 8.0},
                        {"low_freq_factor", 1.0},
                        {"high_freq_factor", 4.0},
                        {"original_max_position_embeddings", 64}};
  json old_style = good();
  old_style["rope_theta"] = 500000.0;
  old_style["rope_scaling"] = scaling;
  json new_style = good();
  new_style["rope_parameters"] = scaling;
  new_style["rope_parameters"]["rope_theta"] = 500000.0;
  for (const json& style : {old_style, new_style}) {
    const auto config = read(style);
    ASSERT_TRUE(config) << config.error().message();
    EXPECT_EQ(config->rope_theta, 500000);
    EXPECT_EQ(config->rope_scaling.kind, RopeScalingKind::llama3);
    EXPECT_EQ(config->rope_scaling.factor, 8);
    EXPECT_EQ(config->rope_scaling.low_freq_factor, 1);
    EXPECT_EQ(config->rope_scaling.high_freq_factor, 4);
    EXPECT_EQ(config->rope_scaling.original_context_length, 64);
  }
  json linear = good();
  linear["rope_scaling"] = {{"type", "linear"}, {"factor", 2}};
  EXPECT_EQ(read(linear)->rope_scaling.kind, RopeScalingKind::linear);
}

TEST_F(HfConfig, SeveralEndTokens) {
  json config = good();
  config["eos_token_id"] = {5, 6};
  config["bos_token_id"] = nullptr;
  EXPECT_THAT(read(config)->eos_token_ids, ElementsAre(5, 6));
  EXPECT_EQ(read(config)->bos_token_id, std::nullopt);
}

TEST_F(HfConfig, WhatIsNotSupportedIsNamed) {
  EXPECT_THAT(error("model_type", "bloom"), HasSubstr("architecture \"bloom\" is not supported"));
  EXPECT_THAT(error("model_type", "bloom"), HasSubstr("llama, mistral, qwen2, qwen3, phi3"));
  EXPECT_THAT(error("model_type", "gemma"), HasSubstr("1 + γ"));
  EXPECT_THAT(error("model_type", "gemma2"), HasSubstr("soft-capped"));
  EXPECT_THAT(error("model_type", "olmo2"), HasSubstr("behind the blocks' outputs"));
  EXPECT_THAT(error("final_logit_softcapping", 30.0), HasSubstr("soft-capping"));
  EXPECT_THAT(error("model_type", "mistral"), HasSubstr("LlamaForCausalLM")) << "type and class disagree";
  EXPECT_THAT(error("architectures", {"LlamaForSequenceClassification"}), HasSubstr("LlamaForSequenceClassification"));
  EXPECT_THAT(error("hidden_act", "gelu"), HasSubstr("hidden_act \"gelu\""));
  EXPECT_THAT(error("rope_scaling", {{"rope_type", "yarn"}, {"factor", 4}}), HasSubstr("RoPE scaling \"yarn\""));
  EXPECT_THAT(error("sliding_window", 4096), HasSubstr("sliding-window"));
  EXPECT_THAT(error("rope_scaling", {{"rope_type", "longrope"}, {"factor", 4}}), HasSubstr("text's length"));
  EXPECT_THAT(error("num_local_experts", 8), HasSubstr("8 experts"));
  EXPECT_THAT(error("quantization_config", {{"quant_method", "awq"}}), HasSubstr("awq"));
  EXPECT_THAT(error("partial_rotary_factor", 0.5), HasSubstr("partial_rotary_factor"));
}

TEST_F(HfConfig, MistralSlidesInAllLayersUnlessItSaysNot) {
  const auto of = [&](const json& changes) {
    json config = good();
    config["model_type"] = "mistral";
    config["architectures"] = {"MistralForCausalLM"};
    if (changes.is_object()) config.update(changes);
    const auto result = read(config);
    EXPECT_TRUE(result) << result.error().message();
    return result ? *result : ModelConfig{};
  };
  EXPECT_EQ(of({}).window_of(2), 4096) << "transformers' default";
  EXPECT_EQ(of({{"sliding_window", 7}}).window_of(0), 7);
  EXPECT_EQ(of({{"sliding_window", nullptr}}).window_of(0), 0);
  EXPECT_EQ(of({}).window_of(3), 0) << "there is no such layer";
  EXPECT_EQ(of({}).architecture, "mistral");
}

TEST_F(HfConfig, QwenSaysWhichLayersSlide) {
  const auto of = [&](const json& changes) {
    json config = good();
    config["model_type"] = "qwen2";
    config["architectures"] = {"Qwen2ForCausalLM"};
    config["sliding_window"] = 8;
    config["max_window_layers"] = 1;
    if (changes.is_object()) config.update(changes);
    return read(config);
  };
  const auto windows = [&](const json& changes) {
    const auto config = of(changes);
    EXPECT_TRUE(config) << config.error().message();
    return config ? std::vector{config->window_of(0), config->window_of(1), config->window_of(2)} : std::vector<int>{};
  };
  EXPECT_THAT(windows({}), ElementsAre(0, 0, 0)) << "use_sliding_window is off";
  EXPECT_THAT(windows({{"use_sliding_window", true}}), ElementsAre(0, 8, 8));
  EXPECT_THAT(windows({{"use_sliding_window", true}, {"max_window_layers", 3}}), ElementsAre(0, 0, 0));
  const json types = {"sliding_attention", "full_attention", "full_attention"};
  EXPECT_THAT(windows({{"use_sliding_window", true}, {"layer_types", types}}), ElementsAre(8, 0, 0));
  EXPECT_TRUE(of({})->attention_bias);
  EXPECT_FALSE(of({})->attention_output_bias);
  const auto refused = [&](const json& changes) {
    const auto config = of(changes);
    return config ? "" : config.error().message();
  };
  const json two = {"sliding_attention", "full_attention"};
  EXPECT_THAT(refused({{"use_sliding_window", true}, {"layer_types", two}}), HasSubstr("2 layers"));
  const json chunked = {"chunked_attention", "full_attention", "full_attention"};
  EXPECT_THAT(refused({{"use_sliding_window", true}, {"layer_types", chunked}}), HasSubstr("another type"));
  EXPECT_THAT(refused({{"use_sliding_window", true}, {"sliding_window", 0}}), HasSubstr("sliding window is 0"));
  EXPECT_THAT(refused({{"use_sliding_window", true}, {"sliding_window", -4}}), HasSubstr("out of range"));
}

TEST_F(HfConfig, Phi3TurnsAPartOfTheHead) {
  json config = good();
  config["model_type"] = "phi3";
  config["architectures"] = {"Phi3ForCausalLM"};
  config["partial_rotary_factor"] = 0.5;
  const auto half = read(config);
  ASSERT_TRUE(half) << half.error().message();
  EXPECT_EQ(half->head_dim, 12);
  EXPECT_EQ(half->rope_channels(), 6);
  EXPECT_EQ(rope_inverse_frequencies(*half).size(), 3U);
  EXPECT_TRUE(half->fused_projections);
  for (const double factor : {0.0, -1.0, 1.5, 0.1}) {
    config["partial_rotary_factor"] = factor;
    EXPECT_THAT(read(config).error().message(), HasSubstr("partial_rotary_factor")) << factor;
  }
  config["partial_rotary_factor"] = 0.25;
  EXPECT_THAT(read(config).error().message(), HasSubstr("needs pairs"));
}

TEST_F(HfConfig, Qwen3NormalizesQueriesAndKeys) {
  json config = good();
  config["model_type"] = "qwen3";
  config["architectures"] = {"Qwen3ForCausalLM"};
  const auto qwen3 = read(config);
  ASSERT_TRUE(qwen3) << qwen3.error().message();
  EXPECT_TRUE(qwen3->qk_norm);
  EXPECT_EQ(qwen3->head_dim, 128) << "transformers' default, whatever the hidden size";
}

TEST_F(HfConfig, ValuesOutOfRange) {
  EXPECT_THAT(error("num_hidden_layers", 0), HasSubstr("number of layers is 0"));
  EXPECT_THAT(error("num_hidden_layers", -1), HasSubstr("num_hidden_layers is -1"));
  EXPECT_THAT(error("num_hidden_layers", 1000000), HasSubstr("number of layers"));
  EXPECT_THAT(error("num_hidden_layers", 9223372036854775808ULL), HasSubstr("not a whole number"));
  EXPECT_THAT(error("num_hidden_layers", 3.5), HasSubstr("not a whole number"));
  EXPECT_THAT(error("num_hidden_layers", "3"), HasSubstr("not a whole number"));
  EXPECT_THAT(error("num_hidden_layers", nullptr), HasSubstr("num_hidden_layers is missing"));
  EXPECT_THAT(error("hidden_size", 2147483648LL), HasSubstr("out of range"));
  EXPECT_THAT(error("hidden_size", 2147483644), HasSubstr("hidden size"));
  EXPECT_THAT(error("hidden_size", 50), HasSubstr("not divisible"));
  EXPECT_THAT(error("num_attention_heads", 0), HasSubstr("not divisible"));
  EXPECT_THAT(error("num_key_value_heads", 3), HasSubstr("evenly"));
  EXPECT_THAT(error("num_key_value_heads", 0), HasSubstr("key-value heads"));
  EXPECT_THAT(error("num_key_value_heads", 8), HasSubstr("key-value heads"));
  EXPECT_THAT(error("head_dim", 13), HasSubstr("odd"));
  EXPECT_THAT(error("rms_norm_eps", 0), HasSubstr("epsilon"));
  EXPECT_THAT(error("rms_norm_eps", "x"), HasSubstr("not a number"));
  EXPECT_THAT(error("rope_theta", -1), HasSubstr("rope_theta"));
  EXPECT_THAT(error("rope_scaling", {{"rope_type", "linear"}}), HasSubstr("factor"));
  EXPECT_THAT(error("rope_scaling", {{"rope_type", "llama3"}, {"factor", 8}}), HasSubstr("low_freq_factor"));
  EXPECT_THAT(error("rope_scaling", 3), HasSubstr("not an object"));
  EXPECT_THAT(error("tie_word_embeddings", 1), HasSubstr("neither true nor false"));
  EXPECT_THAT(error("eos_token_id", "</s>"), HasSubstr("token id"));
}

TEST_F(HfConfig, FilesThatAreNoConfiguration) {
  EXPECT_THAT(read_hf_config(scratch_.file("a", "{")).error().message(), HasSubstr("not valid JSON"));
  EXPECT_THAT(read_hf_config(scratch_.file("a", "[]")).error().message(), HasSubstr("not a JSON object"));
  EXPECT_THAT(read_hf_config(scratch_.file("a", "")).error().message(), HasSubstr("not valid JSON"));
  EXPECT_THAT(read_hf_config(scratch_.file("a", "{}")).error().message(), HasSubstr("model_type is missing"));
  const std::string deep = "{\"a\":" + std::string(1 << 20, '[') + std::string(1 << 20, ']') + "}";
  EXPECT_THAT(read_hf_config(scratch_.file("a", deep)).error().message(), HasSubstr("nested too deeply"));
  EXPECT_THAT(read_hf_config(scratch_.file("a", std::string(20 << 20, ' '))).error().message(), HasSubstr("larger"));
}

class GgufConfig : public ::testing::Test {
 protected:
  static GgufBuilder good() {
    GgufBuilder builder;
    builder.text("general.architecture", "llama").text("general.name", "Tiny").u32("llama.block_count", 2);
    builder.u32("llama.embedding_length", 8).u32("llama.feed_forward_length", 16).u32("llama.context_length", 64);
    builder.u32("llama.attention.head_count", 2).f32("llama.attention.layer_norm_rms_epsilon", 1e-5F);
    builder.u32("tokenizer.ggml.bos_token_id", 1).u32("tokenizer.ggml.eos_token_id", 2);
    return builder;
  }
  static GgufBuilder& with_embedding(GgufBuilder& builder) {
    return builder.tensor("token_embd.weight", 0, {8, 4}, std::string(128, '\0'));
  }
  Result<ModelConfig> read(const GgufBuilder& builder) {
    const auto file = GgufFile::open(scratch_.file("a.gguf", builder.bytes()));
    if (!file) return tl::unexpected<Error>(file.error());
    return read_gguf_config(**file);
  }
  std::string error(GgufBuilder& builder) {
    const auto result = read(with_embedding(builder));
    return result ? "" : result.error().message();
  }
  ScratchFolder scratch_;
};

TEST_F(GgufConfig, Defaults) {
  auto builder = good();
  const auto config = read(with_embedding(builder));
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->name, "Tiny");
  EXPECT_EQ(config->layers, 2);
  EXPECT_EQ(config->hidden_size, 8);
  EXPECT_EQ(config->intermediate_size, 16);
  EXPECT_EQ(config->attention_heads, 2);
  EXPECT_EQ(config->kv_heads, 2);
  EXPECT_EQ(config->head_dim, 4);
  EXPECT_EQ(config->vocab_size, 4);
  EXPECT_EQ(config->context_length, 64);
  EXPECT_FLOAT_EQ(static_cast<float>(config->rms_norm_eps), 1e-5F);
  EXPECT_EQ(config->rope_theta, 10000);
  EXPECT_TRUE(config->tied_head);
  EXPECT_FALSE(config->attention_bias);
  EXPECT_EQ(config->bos_token_id, 1);
  EXPECT_THAT(config->eos_token_ids, ElementsAre(2));
}

TEST_F(GgufConfig, RopeFactorsAreExposed) {
  auto builder = good();
  const std::array<float, 2> factors = {1, 8};
  with_embedding(builder).tensor("rope_freqs.weight", 0, {2},
                                 {reinterpret_cast<const char*>(factors.data()), sizeof factors});
  const auto config = read(builder);
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->rope_scaling.kind, RopeScalingKind::factors);
  EXPECT_THAT(config->rope_scaling.frequency_factors, ElementsAre(1, 8));
  EXPECT_THAT(rope_inverse_frequencies(*config), ElementsAre(1, ::testing::DoubleNear(0.01 / 8, 1e-15)));

  auto wrong = good();
  with_embedding(wrong).tensor("rope_freqs.weight", 0, {3}, std::string(12, '\0'));
  EXPECT_THAT(read(wrong).error().message(), HasSubstr("expected F32 [2]"));
}

TEST_F(GgufConfig, WhatIsNotSupportedIsNamed) {
  auto b = GgufBuilder().text("general.architecture", "gemma2");
  EXPECT_THAT(error(b), HasSubstr("architecture \"gemma2\" (norms stand behind"));
  EXPECT_THAT(error(b = GgufBuilder().text("general.architecture", "")), HasSubstr("is not supported"));
  EXPECT_THAT(error(b = GgufBuilder().text("general.architecture", "qwen3")),
              HasSubstr("qwen3.block_count is missing"));
  EXPECT_THAT(error(b = GgufBuilder().u32("x", 1)), HasSubstr("general.architecture is missing"));
  EXPECT_THAT(error(b = good().u32("llama.expert_count", 8)), HasSubstr("8 experts"));
  EXPECT_THAT(error(b = good().text("llama.rope.scaling.type", "yarn")), HasSubstr("\"yarn\""));
  EXPECT_THAT(error(b = good().u32("llama.rope.dimension_count", 2)), HasSubstr("2 of 4 channels"));
  EXPECT_THAT(error(b = good().u32("llama.attention.value_length", 2)), HasSubstr("value head"));
  EXPECT_THAT(error(b = good().i32s("llama.attention.head_count_kv", {1, 2})), HasSubstr("layers differ"));
  EXPECT_THAT(error(b = good().u32("llama.attention.head_count_kv", 3)), HasSubstr("key-value heads"));
  EXPECT_THAT(error(b = good().text("general.type", "adapter")), HasSubstr("\"adapter\""));
  EXPECT_THAT(error(b = good().u32("split.count", 3)), HasSubstr("several files"));
  EXPECT_THAT(error(b = good().text("llama.vocab", "").u32("llama.attention.key_length", 5)), HasSubstr("odd"));
  EXPECT_THAT(read(good()).error().message(), HasSubstr("no token embedding"));
}

TEST(ModelConfigGolden, TinyCheckpoints) {
  if (!std::filesystem::exists(goldens)) GTEST_SKIP() << "no " << goldens;
  const auto tied = read_hf_config(goldens / "tiny_gqa_tied/config.json");
  ASSERT_TRUE(tied) << tied.error().message();
  EXPECT_TRUE(tied->tied_head);
  EXPECT_EQ(tied->attention_heads, 4);
  EXPECT_EQ(tied->kv_heads, 2);
  EXPECT_EQ(tied->head_dim, 16);
  EXPECT_EQ(tied->name, "tiny_gqa_tied");
  const auto bias = read_hf_config(goldens / "tiny_mha_bias/config.json");
  ASSERT_TRUE(bias) << bias.error().message();
  EXPECT_TRUE(bias->attention_bias);
  EXPECT_FALSE(bias->mlp_bias);
  const auto rope = read_hf_config(goldens / "tiny_llama3_rope/config.json");
  ASSERT_TRUE(rope) << rope.error().message();
  EXPECT_EQ(rope->rope_scaling.kind, RopeScalingKind::llama3);
  EXPECT_EQ(rope->rope_theta, 500000);
  const auto wide = read_hf_config(goldens / "tiny_wide_ffn/config.json");
  ASSERT_TRUE(wide) << wide.error().message();
  EXPECT_EQ(wide->head_dim, 32);
  EXPECT_EQ(wide->intermediate_size, 112);
}

TEST(RopeFrequencies, Llama3KeepsHighOnesAndSlowsLowOnes) {
  ModelConfig config;
  config.head_dim = 64;
  config.rope_theta = 500000;
  config.rope_scaling = {RopeScalingKind::llama3, 8, 1, 4, 8192, {}};
  const auto frequencies = rope_inverse_frequencies(config);
  ASSERT_EQ(frequencies.size(), 32U);
  bool between = false;
  for (std::size_t i = 0; i < 32; ++i) {
    const double plain = std::pow(500000.0, -static_cast<double>(i) / 32);
    const double wavelength = 2 * std::numbers::pi / plain;
    const double ratio = plain / frequencies[i];
    if (wavelength < 8192 / 4.0) {
      EXPECT_DOUBLE_EQ(ratio, 1) << i;
    } else if (wavelength > 8192) {
      EXPECT_NEAR(ratio, 8, 1e-12) << i;
    } else {
      EXPECT_GT(ratio, 1) << i;
      EXPECT_LT(ratio, 8) << i;
      between = true;
    }
  }
  EXPECT_TRUE(between);
  config.rope_scaling = {RopeScalingKind::linear, 2, 1, 4, 0, {}};
  EXPECT_DOUBLE_EQ(rope_inverse_frequencies(config)[0], 0.5);
}

}  // namespace
}  // namespace rotorscope
