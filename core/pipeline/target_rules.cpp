#include "core/pipeline/target_rules.h"

#include "core/formats/bit_packing.h"
#include "core/formats/block_grid.h"
#include "core/protocol/target.h"
#include "core/quant/fake_quantizer.h"

#include <algorithm>
#include <string>

namespace rotorscope {
namespace {

/// Why nothing may act online on this target.
std::string no_online_rotation(const std::string& target, bool r4) {
  if (target == target_gguf) {
    return r4 ? "llama.cpp has no R4: no stock loader applies a Hadamard to the input of down_proj, and the file would "
                "give wrong results"
              : "llama.cpp has no R3 to be given: it rotates its own quantized KV cache";
  }
  if (target == target_compressed_tensors) {
    return r4 ? "transformers ignores the transform_config that R4 needs and would give wrong results without a word"
              : "no engine applies R3 from a compressed-tensors checkpoint";
  }
  return std::string("GPTQ's layout carries nothing that acts online: engines would ignore ") + (r4 ? "R4" : "R3") +
         " and give wrong results";
}

/// o_proj reads heads · head_dim inputs, which need not be the hidden size.
Status check_attention_width(const QuantSpec& quant, const ModelConfig& config) {
  if (quant.w_bits >= 16) return {};
  const int width = config.attention_heads * config.head_dim;
  int divisor = quant.w_group > 0 ? quant.w_group : 1;
  std::string what = "groups of " + std::to_string(divisor);
  if (quant.target == target_gguf) {
    const auto type = type_from_name(quant.gguf_type);
    if (!type) return {};
    divisor = static_cast<int>(block_elements(*type));
    what = "blocks of " + std::to_string(divisor);
  }
  if (width % divisor == 0) return {};
  return fail(what + " do not divide the " + std::to_string(width) + " inputs of o_proj",
              quant.target == target_gguf ? "--gguf-type " + quant.gguf_type : "--w-group", "choose another");
}

Status check_plain_folder(const ExportRequest& request) {
  if (request.rotation.r3 == "on" || request.rotation.r4 == "on") {
    return fail(
        "a Hugging Face checkpoint carries nothing that acts online: stock loaders would ignore R3 and R4 and give "
        "wrong results",
        request.rotation.r4 == "on" ? "--r4 on" : "--r3 on", "leave them off; R1 and R2 are merged");
  }
  if (request.quant.head_bits < 16 || request.quant.embedding_bits < 16) {
    return fail("lm_head and embedding are written as they are", "--head-bits, --embedding-bits",
                "leave them at 16; GGUF has --gguf-head");
  }
  if (quantizes_activations(request.quant)) {
    return fail("a Hugging Face checkpoint holds weights only; activations and KV cache are quantized by the engine",
                "--scheme " + scheme_name(request.quant), "choose W bits only, for example W4A16KV16");
  }
  return {};
}

/// Output channels are packed, too, where zero points are stored.
Status check_packed_outputs(const QuantSpec& quant, const ModelConfig& config) {
  const bool packs_outputs = quant.target == target_gptq || !quant.w_symmetric;
  if (!packs_outputs || !can_pack(quant.w_bits)) return {};
  const int per_word = 32 / quant.w_bits;
  for (const int outputs : {config.attention_heads * config.head_dim, config.kv_heads * config.head_dim,
                            config.hidden_size, config.intermediate_size}) {
    if (outputs % per_word == 0) continue;
    return fail("the zero points of " + std::to_string(outputs) + " output channels do not fill words of " +
                    std::to_string(per_word),
                "--target " + quant.target, "export to hf or gguf");
  }
  return {};
}

/// What a family has beyond Llama that the target's writer would lose without a word.
Status check_family(const std::string& target, const ModelConfig& config) {
  if (!is_grid_target(target)) return {};
  const std::string where = std::string("--target ").append(target);
  const char* hint = "export to hf; the engine's own converter goes on from there";
  if (config.fused_projections) {
    return fail("this model stores q, k, v and gate, up fused; packed weights are written a linear at a time", where,
                hint);
  }
  if (target != target_gguf) return {};
  const bool slides = std::ranges::find(config.sliding_layers, true) != config.sliding_layers.end();
  if (config.qk_norm || slides || config.rotary_dims > 0 || config.attention_bias != config.attention_output_bias) {
    return fail(
        "GGUF files are written for the architecture llama, which has no q and k norms, sliding windows, partial "
        "rotary embeddings or biases of q, k and v alone",
        where, hint);
  }
  return {};
}

}  // namespace

Status check_online_rotation(const std::string& target, const RotationSpec& rotation) {
  if (!is_grid_target(target)) return {};
  for (const bool r4 : {false, true}) {
    if ((r4 ? rotation.r4 : rotation.r3) != "on") continue;
    return fail(no_online_rotation(target, r4), r4 ? "--r4 on" : "--r3 on",
                "leave it off; R1 and R2 are merged into the weights");
  }
  return {};
}

Status check_target_rules(const QuantSpec& quant, const RotationSpec& rotation, const ModelConfig& config) {
  if (quant.target.empty()) return {};
  ROTOR_CHECK(check_quant(quant, config.hidden_size, config.intermediate_size, config.head_dim));
  ROTOR_CHECK(check_online_rotation(quant.target, rotation));
  ROTOR_CHECK(check_family(quant.target, config));
  return check_attention_width(quant, config);
}

Status check_export(const ExportRequest& request, const ModelConfig& config) {
  if (request.out.empty()) return fail("no place to write to is named", "--out");
  if (request.target == "rotations") return {};
  const bool own_grid = is_grid_target(request.target);
  if (!own_grid && request.target != "hf") {
    return fail("there is no target \"" + request.target + "\"", "--target",
                "choose hf, compressed-tensors, gptq, gguf or rotations");
  }
  if (request.weights_dtype != "bf16" && request.weights_dtype != "f16" && request.weights_dtype != "f32") {
    return fail("there is no weight type \"" + request.weights_dtype + "\"", "--weights-dtype",
                "choose bf16, f16 or f32");
  }
  if (!own_grid) return check_plain_folder(request);
  ROTOR_CHECK(check_target_rules(request.quant, request.rotation, config));
  if (request.target == target_gguf) return {};
  if (request.quant.w_bits >= 16) {
    return fail("there is nothing to quantize: the weights have 16 bits", "--target " + request.target,
                "choose a scheme such as W4A16KV16, or export to hf");
  }
  return check_packed_outputs(request.quant, config);
}

}  // namespace rotorscope
