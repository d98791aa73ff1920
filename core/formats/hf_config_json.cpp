#include "core/formats/hf_config_json.h"

#include "core/formats/families.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace rotorscope {
namespace {

using nlohmann::ordered_json;

/// GGUF stores settings as float32: 1e-5 comes back as 9.999999747378752e-06. The shortest decimal that is the same
/// float32 is what was meant.
double decimal(double value) {
  const auto single = static_cast<float>(value);
  if (static_cast<double>(single) != value) return value;
  std::array<char, 64> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), single);
  double result = value;
  std::from_chars(text.data(), written.ptr, result);
  return result;
}

Result<ordered_json> rope_scaling_json(const ModelConfig& config) {
  RopeScaling scaling = config.rope_scaling;
  if (scaling.kind == RopeScalingKind::factors) {
    const auto recognized = as_llama3(config);
    if (!recognized) {
      return fail("the model's RoPE factors are not those of a llama3 scaling; config.json cannot express them",
                  "rope_freqs.weight", "export from the Hugging Face folder of this model");
    }
    scaling = *recognized;
  }
  switch (scaling.kind) {
    case RopeScalingKind::linear:
      return ordered_json{{"rope_type", "linear"}, {"type", "linear"}, {"factor", decimal(scaling.factor)}};
    case RopeScalingKind::llama3:
      return ordered_json{{"rope_type", "llama3"},
                          {"factor", decimal(scaling.factor)},
                          {"low_freq_factor", decimal(scaling.low_freq_factor)},
                          {"high_freq_factor", decimal(scaling.high_freq_factor)},
                          {"original_max_position_embeddings", scaling.original_context_length}};
    default:
      return ordered_json(nullptr);
  }
}

ordered_json eos_json(const ModelConfig& config) {
  if (config.eos_token_ids.empty()) return nullptr;
  if (config.eos_token_ids.size() == 1) return config.eos_token_ids.front();
  return config.eos_token_ids;
}

ordered_json bos_json(const ModelConfig& config) {
  return config.bos_token_id ? ordered_json(*config.bos_token_id) : ordered_json(nullptr);
}

/// What a family's configuration has no word for would be read back as another network.
Status check_expressible(const ModelConfig& c) {
  const std::string where = "export as " + c.architecture;
  const char* hint = "export from the Hugging Face folder of this model";
  const bool llama = c.architecture == "llama";
  if ((llama || c.architecture == "qwen3") && c.attention_bias != c.attention_output_bias) {
    return fail("biases of q, k and v without one of o, or the reverse, have no place in config.json", where, hint);
  }
  const bool qwen2_biases = c.attention_bias && !c.attention_output_bias;
  if (c.architecture == "qwen2" && !qwen2_biases) {
    return fail("a Qwen2 network has biases of q, k and v and none of o; this one differs", where, hint);
  }
  const bool has_biases = c.attention_bias || c.attention_output_bias;
  if ((c.architecture == "mistral" || c.architecture == "phi3") && has_biases) {
    return fail("biases in attention have no place in config.json", where, hint);
  }
  if (!llama && c.mlp_bias) return fail("biases in the FFN have no place in config.json", where, hint);
  const auto slides = [](bool sliding) { return sliding; };
  const bool all_slide = std::ranges::all_of(c.sliding_layers, slides);
  if (llama && !c.sliding_layers.empty()) {
    return fail("a sliding window has no place in config.json", where, hint);
  }
  if (!all_slide && (c.architecture == "mistral" || c.architecture == "phi3")) {
    return fail("layers with and without a sliding window have no place in config.json", where, hint);
  }
  return {};
}

/// Qwen's words for which layers slide.
ordered_json layer_windows_json(const ModelConfig& c) {
  ordered_json types = ordered_json::array();
  int first = c.layers;
  for (int i = c.layers; i-- > 0;) {
    if (c.window_of(static_cast<std::size_t>(i)) > 0) first = i;
  }
  for (int i = 0; i < c.layers; ++i) {
    types.push_back(c.window_of(static_cast<std::size_t>(i)) > 0 ? "sliding_attention" : "full_attention");
  }
  const bool slides = first < c.layers;
  return {{"use_sliding_window", slides},
          {"sliding_window", slides ? ordered_json(c.sliding_window) : ordered_json(nullptr)},
          {"max_window_layers", first},
          {"layer_types", types}};
}

/// The keys that a family has beyond the common ones.
ordered_json family_json(const ModelConfig& c) {
  const ordered_json window = c.sliding_layers.empty() ? ordered_json(nullptr) : ordered_json(c.sliding_window);
  if (c.architecture == "mistral") return {{"sliding_window", window}};
  if (c.architecture == "qwen2") return layer_windows_json(c);
  if (c.architecture == "qwen3") {
    ordered_json json = layer_windows_json(c);
    json["attention_bias"] = c.attention_bias;
    return json;
  }
  if (c.architecture == "phi3") {
    return {{"sliding_window", window},
            {"original_max_position_embeddings", c.context_length},
            {"partial_rotary_factor", static_cast<double>(c.rope_channels()) / c.head_dim},
            {"pad_token_id", nullptr}};  // transformers' default may lie outside the vocabulary
  }
  return {{"attention_bias", c.attention_bias}, {"mlp_bias", c.mlp_bias}, {"pretraining_tp", 1}};
}

}  // namespace

std::optional<RopeScaling> as_llama3(const ModelConfig& config) {
  const auto& factors = config.rope_scaling.frequency_factors;
  if (config.rope_scaling.kind != RopeScalingKind::factors || factors.empty()) return std::nullopt;
  ModelConfig plain = config;
  plain.rope_scaling = {};
  const auto unscaled = rope_inverse_frequencies(plain);
  const double factor = std::ranges::max(factors);
  if (std::ranges::all_of(factors, [](double f) { return std::abs(f - 1) < 1e-6; })) return RopeScaling{};
  for (int original = 1; original <= 1 << 24; original *= 2) {
    ModelConfig candidate = config;
    candidate.rope_scaling = {RopeScalingKind::llama3, factor, 1, 4, original, {}};
    const auto frequencies = rope_inverse_frequencies(candidate);
    bool same = true;
    for (std::size_t i = 0; i < factors.size(); ++i) {
      same = same && std::abs(unscaled[i] / frequencies[i] / factors[i] - 1) < 1e-4;
    }
    if (same) return candidate.rope_scaling;
  }
  return std::nullopt;
}

Result<ordered_json> hf_config_json(const ModelConfig& config, TensorType dtype) {
  const Family* family = family_of_hf(config.architecture);
  if (family == nullptr) return fail("is no family that can be written", config.architecture);
  ROTOR_CHECK(check_expressible(config));
  ROTOR_TRY(const auto rope_scaling, rope_scaling_json(config));
  const char* torch_dtype = dtype == TensorType::F32 ? "float32" : dtype == TensorType::F16 ? "float16" : "bfloat16";
  ordered_json json = {{"architectures", {family->causal_lm}},
                       {"model_type", family->name},
                       {"hidden_act", "silu"},
                       {"hidden_size", config.hidden_size},
                       {"intermediate_size", config.intermediate_size},
                       {"num_hidden_layers", config.layers},
                       {"num_attention_heads", config.attention_heads},
                       {"num_key_value_heads", config.kv_heads},
                       {"head_dim", config.head_dim},
                       {"vocab_size", config.vocab_size},
                       {"max_position_embeddings", config.context_length},
                       {"rms_norm_eps", decimal(config.rms_norm_eps)},
                       {"rope_theta", decimal(config.rope_theta)},
                       {"rope_scaling", rope_scaling},
                       {"attention_dropout", 0.0},
                       {"tie_word_embeddings", false},
                       {"bos_token_id", bos_json(config)},
                       {"eos_token_id", eos_json(config)},
                       {"initializer_range", 0.02},
                       {"torch_dtype", torch_dtype},
                       {"use_cache", true}};
  json.update(family_json(config));
  return json;
}

ordered_json hf_generation_config_json(const ModelConfig& config) {
  return ordered_json{
      {"_from_model_config", true}, {"bos_token_id", bos_json(config)}, {"eos_token_id", eos_json(config)}};
}

}  // namespace rotorscope
