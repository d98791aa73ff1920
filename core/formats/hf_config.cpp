// ModelConfig from a Hugging Face config.json. Defaults are those of transformers' configurations, which leave them
// out.
#include "core/formats/families.h"
#include "core/formats/json_file.h"
#include "core/formats/model_config.h"
#include "core/formats/printable.h"
#include "core/formats/quantization_config.h"

#include <algorithm>
#include <limits>

namespace rotorscope {
namespace {

tl::unexpected<Error> unsupported(const std::string& what, const std::string& where) {
  return fail(what + " is not supported", where, "Rotorscope reads " + family_names() + " in F32, F16 or BF16");
}

tl::unexpected<Error> unsupported_family(const std::string& name, const std::string& where) {
  const std::string reason(refusal_reason(name));
  return unsupported("the architecture \"" + printable(name) + "\"" + (reason.empty() ? "" : " (" + reason + ")"),
                     where);
}

/// A size: a whole number that fits int. Errors: absent without a default, not whole, too large.
Result<int> size_field(const JsonFields& fields, const std::string& key, std::optional<std::int64_t> fallback = {}) {
  ROTOR_TRY(auto value, fields.integer(key));
  if (!value) value = fallback;
  if (!value) return fail(key + " is missing", fields.where());
  if (*value < 0 || *value > std::numeric_limits<int>::max()) {
    return fail(key + " is " + std::to_string(*value) + ", out of range", fields.where());
  }
  return static_cast<int>(*value);
}

/// Everything in the file that would change the computation and that the forward pass does not know.
Status refuse_unsupported(const JsonFields& fields) {
  const std::string& where = fields.where();
  ROTOR_TRY(const auto type, fields.text("model_type"));
  if (!type) return fail("model_type is missing", where, "name the folder of a Hugging Face model");
  const Family* family = family_of_hf(*type);
  if (family == nullptr) return unsupported_family(*type, where);
  if (const auto* names = fields.find("architectures"); names != nullptr && names->is_array() && !names->empty()) {
    if (std::ranges::find(*names, family->causal_lm) == names->end()) {
      const auto& first = names->front();
      return unsupported("the architecture " + (first.is_string() ? printable(first.get<std::string>()) : "given"),
                         where);
    }
  }
  ROTOR_TRY(const auto activation, fields.text("hidden_act"));
  if (activation && *activation != "silu") {
    return unsupported("hidden_act \"" + printable(*activation) + "\" (only silu)", where);
  }
  for (const char* key : {"num_local_experts", "num_experts", "n_routed_experts"}) {
    ROTOR_TRY(const auto experts, fields.integer(key));
    if (experts.value_or(0) > 1) {
      return unsupported("a mixture of experts (" + std::to_string(*experts) + " experts)", where);
    }
  }
  for (const char* key : {"attn_logit_softcapping", "final_logit_softcapping"}) {
    if (fields.find(key) != nullptr) return unsupported("soft-capping of logits (" + std::string(key) + ")", where);
  }
  return {};
}

/// RoPE on the first channels of a head only, which is a matter of Phi-3 alone.
Status read_partial_rotary(const JsonFields& fields, ModelConfig& config) {
  ROTOR_TRY(const auto factor, fields.number("partial_rotary_factor"));
  if (!factor || *factor == 1.0) return {};
  if (config.architecture != "phi3") {
    return unsupported("RoPE on a part of the head (partial_rotary_factor)", fields.where());
  }
  if (!(*factor > 0 && *factor < 1)) return fail("partial_rotary_factor is not within 0 and 1", fields.where());
  config.rotary_dims = static_cast<int>(config.head_dim * *factor);
  if (config.rotary_dims < 2) return fail("partial_rotary_factor leaves no pair of channels to turn", fields.where());
  return {};
}

/// One of Qwen's layer_types.
Result<std::vector<bool>> read_layer_types(const nlohmann::json& types, const std::string& where) {
  if (!types.is_array()) return fail("layer_types is not a list", where);
  std::vector<bool> sliding;
  for (const auto& type : types) {
    if (type != "full_attention" && type != "sliding_attention") {
      return unsupported("a layer of another type than full_attention and sliding_attention", where);
    }
    sliding.push_back(type == "sliding_attention");
  }
  return sliding;
}

Status read_window(const nlohmann::json& json, const JsonFields& fields, ModelConfig& config) {
  const std::string& family = config.architecture;
  ROTOR_TRY(auto window, fields.integer("sliding_window"));
  if (family == "llama") {
    if (!window) return {};
    return unsupported("sliding-window attention (" + std::to_string(*window) + " tokens) in Llama", fields.where());
  }
  if (family == "mistral" && !json.contains("sliding_window")) window = 4096;
  const auto layers = static_cast<std::size_t>(std::min(config.layers, most_layers));  // more are refused later
  std::vector<bool> sliding(layers, true);
  if (family == "qwen2" || family == "qwen3") {
    ROTOR_TRY(const auto used, fields.flag("use_sliding_window"));
    if (!used.value_or(false)) return {};
    ROTOR_TRY(const int first, size_field(fields, "max_window_layers", 28));
    for (std::size_t i = 0; i < layers && i < static_cast<std::size_t>(first); ++i) sliding[i] = false;
    if (const auto* types = fields.find("layer_types")) {
      ROTOR_TRY(sliding, read_layer_types(*types, fields.where()));
    }
  }
  if (!window || std::ranges::find(sliding, true) == sliding.end()) return {};
  ROTOR_TRY(config.sliding_window, size_field(fields, "sliding_window", window));
  config.sliding_layers = std::move(sliding);
  return {};
}

/// Biases and norms that the family's network always has, or says that it has.
Status read_parts(const JsonFields& fields, ModelConfig& config) {
  const std::string& family = config.architecture;
  if (family == "llama" || family == "qwen3") {
    ROTOR_TRY(const auto attention_bias, fields.flag("attention_bias"));
    config.attention_bias = config.attention_output_bias = attention_bias.value_or(false);
  }
  if (family == "llama") {
    ROTOR_TRY(const auto mlp_bias, fields.flag("mlp_bias"));
    config.mlp_bias = mlp_bias.value_or(false);
  }
  if (family == "qwen2") config.attention_bias = true;
  config.qk_norm = family == "qwen3";
  config.fused_projections = family == "phi3";
  return {};
}

/// `fields` is rope_scaling or rope_parameters.
Status read_rope(const JsonFields& fields, ModelConfig& config) {
  ROTOR_TRY(auto type, fields.text("rope_type"));
  if (!type) {
    ROTOR_TRY(type, fields.text("type"));
  }
  ROTOR_TRY(const auto theta, fields.number("rope_theta"));
  config.rope_theta = theta.value_or(config.rope_theta);
  ROTOR_CHECK(read_partial_rotary(fields, config));
  if (!type || *type == "default") return {};
  RopeScaling& scaling = config.rope_scaling;
  if (*type == "linear") {
    scaling.kind = RopeScalingKind::linear;
  } else if (*type == "llama3") {
    scaling.kind = RopeScalingKind::llama3;
  } else if (*type == "longrope" || *type == "su") {
    return unsupported("the RoPE scaling \"" + *type + "\", whose frequencies change with the text's length,",
                       fields.where());
  } else {
    return unsupported("the RoPE scaling \"" + printable(*type) + "\"", fields.where());
  }
  ROTOR_TRY(const auto factor, fields.number("factor"));
  if (!factor) return fail("factor of the RoPE scaling is missing", fields.where());
  scaling.factor = *factor;
  if (scaling.kind == RopeScalingKind::llama3) {
    ROTOR_TRY(const auto low, fields.number("low_freq_factor"));
    ROTOR_TRY(const auto high, fields.number("high_freq_factor"));
    if (!low || !high) {
      return fail("low_freq_factor or high_freq_factor of the RoPE scaling is missing", fields.where());
    }
    scaling.low_freq_factor = *low;
    scaling.high_freq_factor = *high;
    ROTOR_TRY(scaling.original_context_length,
              size_field(fields, "original_max_position_embeddings", config.context_length));
  }
  return {};
}

/// eos_token_id is a number or a list of them.
Status read_special_ids(const JsonFields& fields, ModelConfig& config) {
  const auto id_of = [&](const nlohmann::json& value) -> Result<std::int64_t> {
    if (!value.is_number_integer()) return fail("a token id is not a whole number", fields.where());
    return value.get<std::int64_t>();
  };
  if (const auto* bos = fields.find("bos_token_id")) {
    ROTOR_TRY(config.bos_token_id, id_of(*bos));
  }
  if (const auto* eos = fields.find("eos_token_id")) {
    for (const auto& value : eos->is_array() ? *eos : nlohmann::json::array({*eos})) {
      ROTOR_TRY(const auto id, id_of(value));
      config.eos_token_ids.push_back(id);
    }
  }
  return {};
}

}  // namespace

Result<ModelConfig> read_hf_config(const std::filesystem::path& config_json) {
  ROTOR_TRY(const auto json, read_json(config_json));
  const JsonFields fields(json, config_json.string());
  ROTOR_CHECK(refuse_unsupported(fields));

  ModelConfig config;
  ROTOR_TRY(const auto family, fields.text("model_type"));
  config.architecture = *family;
  ROTOR_TRY(config.layers, size_field(fields, "num_hidden_layers"));
  ROTOR_TRY(config.hidden_size, size_field(fields, "hidden_size"));
  ROTOR_TRY(config.intermediate_size, size_field(fields, "intermediate_size"));
  ROTOR_TRY(config.attention_heads, size_field(fields, "num_attention_heads"));
  ROTOR_TRY(config.kv_heads, size_field(fields, "num_key_value_heads", config.attention_heads));
  ROTOR_TRY(config.vocab_size, size_field(fields, "vocab_size"));
  ROTOR_TRY(config.context_length, size_field(fields, "max_position_embeddings", 2048));
  // Only Qwen3's head size does not follow from the others where it is left out.
  ROTOR_TRY(config.head_dim, size_field(fields, "head_dim", config.architecture == "qwen3" ? 128 : 0));
  if (config.head_dim == 0) {
    if (config.attention_heads == 0 || config.hidden_size % config.attention_heads != 0) {
      return fail("hidden_size " + std::to_string(config.hidden_size) + " is not divisible by num_attention_heads " +
                      std::to_string(config.attention_heads),
                  fields.where());
    }
    config.head_dim = config.hidden_size / config.attention_heads;
  }
  ROTOR_TRY(const auto eps, fields.number("rms_norm_eps"));
  config.rms_norm_eps = eps.value_or(config.architecture == "phi3" ? 1e-5 : 1e-6);
  ROTOR_TRY(const auto theta, fields.number("rope_theta"));
  config.rope_theta = theta.value_or(config.rope_theta);
  for (const char* key : {"rope_scaling", "rope_parameters"}) {
    ROTOR_TRY(const auto rope, fields.object(key));
    if (rope) ROTOR_CHECK(read_rope(*rope, config));
  }
  ROTOR_CHECK(read_partial_rotary(fields, config));
  ROTOR_CHECK(read_parts(fields, config));
  ROTOR_CHECK(read_window(json, fields, config));
  ROTOR_TRY(const auto tied, fields.flag("tie_word_embeddings"));
  config.tied_head = tied.value_or(false);
  ROTOR_CHECK(read_special_ids(fields, config));
  ROTOR_TRY(const auto quantization, fields.object("quantization_config"));
  if (quantization) {
    ROTOR_TRY(config.packed, read_quantization_config(*quantization));
  }
  const auto folder = std::filesystem::absolute(config_json).parent_path();
  config.name = printable(folder.filename().string());
  ROTOR_CHECK(validate(config, fields.where()));
  return config;
}

}  // namespace rotorscope
