// ModelConfig from a Hugging Face config.json. Defaults are those of transformers' LlamaConfig, which leaves them out.
#include "core/formats/json_file.h"
#include "core/formats/model_config.h"
#include "core/formats/printable.h"
#include "core/formats/quantization_config.h"

#include <algorithm>
#include <limits>

namespace rotorscope {
namespace {

tl::unexpected<Error> unsupported(const std::string& what, const std::string& where) {
  return fail(what + " is not supported", where, "Rotorscope reads Llama models in F32, F16 or BF16");
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
  if (*type != "llama") return unsupported("the architecture \"" + printable(*type) + "\"", where);
  if (const auto* names = fields.find("architectures"); names != nullptr && names->is_array() && !names->empty()) {
    if (std::ranges::find(*names, "LlamaForCausalLM") == names->end()) {
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
  ROTOR_TRY(const auto window, fields.integer("sliding_window"));
  if (window) return unsupported("sliding-window attention (" + std::to_string(*window) + " tokens)", where);
  ROTOR_TRY(const auto partial, fields.number("partial_rotary_factor"));
  if (partial.value_or(1.0) != 1.0) return unsupported("RoPE on a part of the head (partial_rotary_factor)", where);
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
  ROTOR_TRY(const auto partial, fields.number("partial_rotary_factor"));
  if (partial.value_or(1.0) != 1.0) {
    return unsupported("RoPE on a part of the head (partial_rotary_factor)", fields.where());
  }
  if (!type || *type == "default") return {};
  RopeScaling& scaling = config.rope_scaling;
  if (*type == "linear") {
    scaling.kind = RopeScalingKind::linear;
  } else if (*type == "llama3") {
    scaling.kind = RopeScalingKind::llama3;
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
  ROTOR_TRY(config.layers, size_field(fields, "num_hidden_layers"));
  ROTOR_TRY(config.hidden_size, size_field(fields, "hidden_size"));
  ROTOR_TRY(config.intermediate_size, size_field(fields, "intermediate_size"));
  ROTOR_TRY(config.attention_heads, size_field(fields, "num_attention_heads"));
  ROTOR_TRY(config.kv_heads, size_field(fields, "num_key_value_heads", config.attention_heads));
  ROTOR_TRY(config.vocab_size, size_field(fields, "vocab_size"));
  ROTOR_TRY(config.context_length, size_field(fields, "max_position_embeddings", 2048));
  ROTOR_TRY(config.head_dim, size_field(fields, "head_dim", 0));
  if (config.head_dim == 0) {
    if (config.attention_heads == 0 || config.hidden_size % config.attention_heads != 0) {
      return fail("hidden_size " + std::to_string(config.hidden_size) + " is not divisible by num_attention_heads " +
                      std::to_string(config.attention_heads),
                  fields.where());
    }
    config.head_dim = config.hidden_size / config.attention_heads;
  }
  ROTOR_TRY(const auto eps, fields.number("rms_norm_eps"));
  config.rms_norm_eps = eps.value_or(1e-6);
  ROTOR_TRY(const auto theta, fields.number("rope_theta"));
  config.rope_theta = theta.value_or(config.rope_theta);
  for (const char* key : {"rope_scaling", "rope_parameters"}) {
    ROTOR_TRY(const auto rope, fields.object(key));
    if (rope) ROTOR_CHECK(read_rope(*rope, config));
  }
  ROTOR_TRY(const auto attention_bias, fields.flag("attention_bias"));
  config.attention_bias = attention_bias.value_or(false);
  ROTOR_TRY(const auto mlp_bias, fields.flag("mlp_bias"));
  config.mlp_bias = mlp_bias.value_or(false);
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
