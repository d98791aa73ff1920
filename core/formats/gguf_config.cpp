// ModelConfig from GGUF metadata. Keys: "Standardized key-value pairs" of the format's description.
#include "core/formats/dequantize.h"
#include "core/formats/families.h"
#include "core/formats/gguf.h"
#include "core/formats/model_config.h"
#include "core/formats/printable.h"

#include <algorithm>
#include <limits>

namespace rotorscope {
namespace {

tl::unexpected<Error> unsupported(const std::string& what, const GgufFile& file) {
  return fail(what + " is not supported", file.path().string(), "Rotorscope reads " + family_names());
}

Result<std::optional<int>> optional_size(const GgufFile& file, const std::string& key) {
  const GgufValue* value = file.find(key);
  if (value == nullptr) return std::nullopt;
  const auto number = value->integer();
  if (!number) {
    const bool varies = value->integers().has_value();
    if (varies) return unsupported("a model whose layers differ (" + key + " is a list)", file);
    return fail(key + " is not a whole number", file.path().string());
  }
  if (*number < 0 || *number > std::numeric_limits<int>::max()) {
    return fail(key + " is " + std::to_string(*number) + ", out of range", file.path().string());
  }
  return static_cast<int>(*number);
}

Result<int> size(const GgufFile& file, const std::string& key) {
  ROTOR_TRY(const auto value, optional_size(file, key));
  if (!value) return fail(key + " is missing", file.path().string());
  return *value;
}

Status refuse_unsupported(const GgufFile& file, const std::string& family, const ModelConfig& config) {
  ROTOR_TRY(const auto experts, optional_size(file, family + "expert_count"));
  if (experts.value_or(0) > 0) {
    return unsupported("a mixture of experts (" + std::to_string(*experts) + " experts)", file);
  }
  ROTOR_TRY(const auto value_length, optional_size(file, family + "attention.value_length"));
  if (value_length && *value_length != config.head_dim) {
    return unsupported("a value head of " + std::to_string(*value_length) + " channels beside a key head of " +
                           std::to_string(config.head_dim),
                       file);
  }
  if (file.text("general.type").value_or("model") != "model") {
    return unsupported("a GGUF file of type \"" + printable(*file.text("general.type")) + "\"", file);
  }
  ROTOR_TRY(const auto shards, optional_size(file, "split.count"));
  if (shards.value_or(1) > 1) return unsupported("a GGUF model in several files", file);
  return {};
}

/// RoPE on the first channels of a head only, as Phi-3 may have it.
Status read_rotary_dims(const GgufFile& file, const std::string& family, ModelConfig& config) {
  ROTOR_TRY(const auto rotated, optional_size(file, family + "rope.dimension_count"));
  if (!rotated || *rotated == config.head_dim) return {};
  const std::string part = std::to_string(*rotated) + " of " + std::to_string(config.head_dim) + " channels";
  if (config.architecture != "phi3") return unsupported("RoPE on a part of the head (" + part + ")", file);
  if (*rotated < 2 || *rotated > config.head_dim)
    return fail("RoPE turns " + part + " of a head", file.path().string());
  config.rotary_dims = *rotated;
  return {};
}

Status read_window(const GgufFile& file, const std::string& family, ModelConfig& config) {
  ROTOR_TRY(const auto window, optional_size(file, family + "attention.sliding_window"));
  if (window.value_or(0) == 0) return {};
  if (config.architecture == "llama") config.architecture = "mistral";  // llama.cpp has no name of its own for it
  config.sliding_window = *window;
  config.sliding_layers.assign(static_cast<std::size_t>(std::min(config.layers, most_layers)), true);
  return {};
}

Status read_rope(const GgufFile& file, const std::string& family, ModelConfig& config) {
  ROTOR_CHECK(read_rotary_dims(file, family, config));
  config.rope_theta = file.number(family + "rope.freq_base").value_or(10000);
  RopeScaling& scaling = config.rope_scaling;
  const auto type = file.text(family + "rope.scaling.type");
  if (type && *type != "none" && *type != "linear") {
    return unsupported("the RoPE scaling \"" + printable(*type) + "\"", file);
  }
  if (type == "linear") {
    scaling.kind = RopeScalingKind::linear;
    scaling.factor = file.number(family + "rope.scaling.factor").value_or(0);
  }
  if (file.tensor("rope_factors_long.weight") != nullptr) {
    return unsupported("the RoPE scaling \"longrope\", whose frequencies change with the text's length,", file);
  }
  const TensorView* factors = file.tensor("rope_freqs.weight");
  if (factors == nullptr) return {};
  if (scaling.kind != RopeScalingKind::none) return unsupported("linear RoPE scaling beside rope_freqs.weight", file);
  const auto count = element_count(factors->shape);
  if (factors->type != TensorType::F32 || *count != static_cast<std::size_t>(config.rope_channels()) / 2) {
    return fail("rope_freqs.weight is " + std::string(type_name(factors->type)) + " " + shape_text(factors->shape) +
                    ", expected F32 [" + std::to_string(config.rope_channels() / 2) + "]",
                file.path().string());
  }
  std::vector<float> values(*count);
  ROTOR_CHECK(dequantize(factors->type, factors->bytes, values));
  scaling.kind = RopeScalingKind::factors;
  scaling.frequency_factors.assign(values.begin(), values.end());
  return {};
}

}  // namespace

Result<ModelConfig> read_gguf_config(const GgufFile& file) {
  const auto architecture = file.text("general.architecture");
  if (!architecture) return fail("general.architecture is missing", file.path().string());
  const Family* known = family_of_gguf(*architecture);
  if (known == nullptr) {
    const std::string reason(refusal_reason(*architecture));
    return unsupported(
        "the architecture \"" + printable(*architecture) + "\"" + (reason.empty() ? "" : " (" + reason + ")"), file);
  }
  const std::string family = std::string(*architecture) + ".";  // of its keys

  ModelConfig config;
  config.architecture = known->name;
  config.qk_norm = config.architecture == "qwen3";
  config.fused_projections = config.architecture == "phi3";
  config.name = printable(file.text("general.name").value_or(file.path().stem().string()));
  ROTOR_TRY(config.layers, size(file, family + "block_count"));
  ROTOR_TRY(config.hidden_size, size(file, family + "embedding_length"));
  ROTOR_TRY(config.intermediate_size, size(file, family + "feed_forward_length"));
  ROTOR_TRY(config.attention_heads, size(file, family + "attention.head_count"));
  ROTOR_TRY(config.context_length, size(file, family + "context_length"));
  ROTOR_TRY(const auto kv_heads, optional_size(file, family + "attention.head_count_kv"));
  config.kv_heads = kv_heads.value_or(config.attention_heads);
  ROTOR_TRY(const auto head_dim, optional_size(file, family + "attention.key_length"));
  if (head_dim) {
    config.head_dim = *head_dim;
  } else if (config.attention_heads > 0 && config.hidden_size % config.attention_heads == 0) {
    config.head_dim = config.hidden_size / config.attention_heads;
  } else {
    return fail(family + "embedding_length is not divisible by " + family + "attention.head_count",
                file.path().string());
  }
  const auto eps = file.number(family + "attention.layer_norm_rms_epsilon");
  if (!eps) return fail(family + "attention.layer_norm_rms_epsilon is missing", file.path().string());
  config.rms_norm_eps = *eps;

  const TensorView* embedding = file.tensor("token_embd.weight");
  if (embedding == nullptr || embedding->shape.size() != 2) {
    return fail("holds no token embedding (token_embd.weight), so no network", file.path().string(),
                "name the model's GGUF file, not that of a vocabulary or adapter");
  }
  if (embedding->shape[0] > std::numeric_limits<int>::max()) {
    return fail("token_embd.weight has the impossible shape " + shape_text(embedding->shape), file.path().string());
  }
  config.vocab_size = static_cast<int>(embedding->shape[0]);
  config.tied_head = file.tensor("output.weight") == nullptr;
  for (const char* name : {"attn_q", "attn_k", "attn_v"}) {
    if (file.tensor(std::string("blk.0.") + name + ".bias") != nullptr) config.attention_bias = true;
  }
  config.attention_output_bias = file.tensor("blk.0.attn_output.bias") != nullptr;
  for (const char* name : {"ffn_gate", "ffn_up", "ffn_down"}) {
    if (file.tensor(std::string("blk.0.") + name + ".bias") != nullptr) config.mlp_bias = true;
  }
  config.bos_token_id = file.integer("tokenizer.ggml.bos_token_id");
  if (const auto eos = file.integer("tokenizer.ggml.eos_token_id")) config.eos_token_ids.push_back(*eos);

  ROTOR_CHECK(refuse_unsupported(file, family, config));
  ROTOR_CHECK(read_rope(file, family, config));
  ROTOR_CHECK(read_window(file, family, config));
  ROTOR_CHECK(validate(config, file.path().string()));
  return config;
}

}  // namespace rotorscope
