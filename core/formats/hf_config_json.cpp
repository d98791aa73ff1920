#include "core/formats/hf_config_json.h"

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
  ROTOR_TRY(const auto rope_scaling, rope_scaling_json(config));
  const char* torch_dtype = dtype == TensorType::F32 ? "float32" : dtype == TensorType::F16 ? "float16" : "bfloat16";
  return ordered_json{{"architectures", {"LlamaForCausalLM"}},
                      {"model_type", "llama"},
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
                      {"attention_bias", config.attention_bias},
                      {"attention_dropout", 0.0},
                      {"mlp_bias", config.mlp_bias},
                      {"tie_word_embeddings", false},
                      {"bos_token_id", bos_json(config)},
                      {"eos_token_id", eos_json(config)},
                      {"initializer_range", 0.02},
                      {"pretraining_tp", 1},
                      {"torch_dtype", torch_dtype},
                      {"use_cache", true}};
}

ordered_json hf_generation_config_json(const ModelConfig& config) {
  return ordered_json{
      {"_from_model_config", true}, {"bos_token_id", bos_json(config)}, {"eos_token_id", eos_json(config)}};
}

}  // namespace rotorscope
