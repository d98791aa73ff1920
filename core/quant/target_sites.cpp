#include "core/quant/target_sites.h"

#include "core/formats/bit_packing.h"
#include "core/formats/block_grid.h"
#include "core/protocol/target.h"

#include <array>

namespace rotorscope {
namespace {

constexpr const char* engine_rounds = "leave it at 16 bits: the engine decides";

Status check_no_kv(const QuantSpec& quant, const char* reason) {
  if (quant.kv_bits >= 16) return {};
  return fail(reason, "--kv-bits " + std::to_string(quant.kv_bits), engine_rounds);
}

Status check_no_activation_options(const QuantSpec& quant) {
  if (quant.a_clip < 1.0) {
    return fail("the engine fits activation grids itself and does not clip them", "--a-clip", "leave it at 1");
  }
  return {};
}

Status check_packed_weights(const QuantSpec& quant, int hidden_size, int intermediate_size) {
  if (quant.w_bits >= 16) return {};
  if (!can_pack(quant.w_bits)) {
    return fail("engines have kernels for weights of 4 and 8 bits", "--w-bits " + std::to_string(quant.w_bits),
                "choose 4 or 8");
  }
  const int per_word = 32 / quant.w_bits;
  for (const int width : {hidden_size, intermediate_size}) {
    if (width % per_word != 0) {
      return fail(
          "a width of " + std::to_string(width) + " does not fill words of " + std::to_string(per_word) + " levels",
          "--w-bits " + std::to_string(quant.w_bits), "export to gguf or hf");
    }
  }
  return {};
}

Status check_compressed_tensors(const QuantSpec& quant, int hidden_size, int intermediate_size) {
  ROTOR_CHECK(check_packed_weights(quant, hidden_size, intermediate_size));
  ROTOR_CHECK(check_no_kv(quant, "no engine reads a KV cache of other integers than its own from compressed-tensors"));
  if (quant.w_act_order && quant.w_group > 0 && quant.w_method == "gptq") {
    return fail("compressed-tensors has no place any more for inputs that are not grouped in order", "--act-order on",
                "turn it off, use one scale an output channel (--w-group 0), or export to gptq");
  }
  if (quant.a_bits >= 16) return {};
  if (quant.a_bits != 8) {
    return fail("no engine multiplies with integer activations of " + std::to_string(quant.a_bits) + " bits",
                "--a-bits " + std::to_string(quant.a_bits), "choose 8 or 16");
  }
  if (!quant.a_symmetric) {
    return fail("engines round a token's activations on a symmetric grid", "--a-symmetric off", "turn it on");
  }
  if (quant.a_group != 0) {
    return fail("engines have one activation scale a token, not one a group",
                "--a-group " + std::to_string(quant.a_group), "leave it at 0");
  }
  if (quant.w_bits == 8 && (quant.w_group != 0 || !quant.w_symmetric)) {
    return fail("W8A8 kernels take one symmetric scale an output channel",
                quant.w_group != 0 ? "--w-group " + std::to_string(quant.w_group) : "--w-symmetric off",
                "use --w-group 0 and --w-symmetric on");
  }
  return check_no_activation_options(quant);
}

Status check_gptq_layout(const QuantSpec& quant, int hidden_size, int intermediate_size) {
  ROTOR_CHECK(check_packed_weights(quant, hidden_size, intermediate_size));
  ROTOR_CHECK(check_no_kv(quant, "GPTQ's layout holds weights only"));
  if (quant.a_bits >= 16) return {};
  return fail("GPTQ's layout holds weights only; engines compute with 16-bit activations",
              "--a-bits " + std::to_string(quant.a_bits), "choose 16, or export to compressed-tensors");
}

Status check_gguf_weights(const QuantSpec& quant, int hidden_size, int intermediate_size) {
  const std::string option = "--gguf-type " + quant.gguf_type;
  const auto type = type_from_name(quant.gguf_type);
  const bool is_float = type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16;
  if (!type || (!is_float && !has_block_grid(*type))) {
    return fail(quant.gguf_type.empty()
                    ? "no GGUF type has " + std::to_string(quant.w_bits) + " bits here"
                    : "\"" + quant.gguf_type + "\" is no type that weights can be quantized to here",
                quant.gguf_type.empty() ? "--w-bits " + std::to_string(quant.w_bits) : option,
                "choose F16, BF16, Q8_0, Q6_K, Q5_0, Q5_1, Q4_0, Q4_1 or Q4_K");
  }
  const int bits = is_float ? 16 : static_cast<int>(block_level_bits(*type));
  if (quant.w_bits != bits) {
    return fail("its weights have " + std::to_string(bits) + " bits, not " + std::to_string(quant.w_bits), option,
                "leave --w-bits out, or choose the type for it");
  }
  if (is_float) return {};
  const auto block = static_cast<int>(block_elements(*type));
  for (const int width : {hidden_size, intermediate_size}) {
    if (width % block == 0) continue;
    return fail("its blocks of " + std::to_string(block) + " inputs do not divide the width " + std::to_string(width),
                option, block == 256 ? "choose a type with blocks of 32: Q8_0, Q5_0, Q5_1, Q4_0 or Q4_1" : "use hf");
  }
  const auto group = static_cast<int>(sub_block_elements(*type));
  if (quant.w_group != group) {
    return fail("its groups have " + std::to_string(group) + " inputs", "--w-group " + std::to_string(quant.w_group),
                "leave it out");
  }
  if (quant.w_act_order && quant.w_method == "gptq") {
    return fail("GGUF's blocks hold inputs in order", "--act-order on", "turn it off");
  }
  return {};
}

Status check_gguf(const QuantSpec& quant, int hidden_size, int intermediate_size) {
  ROTOR_CHECK(check_gguf_weights(quant, hidden_size, intermediate_size));
  ROTOR_CHECK(
      check_no_kv(quant, "llama.cpp quantizes its KV cache itself, with its own rotation (its options -ctk and -ctv)"));
  if (!quant.gguf_head_type.empty()) {
    const auto type = type_from_name(quant.gguf_head_type);
    const bool is_float = type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16;
    if (!type || (!is_float && !has_block_grid(*type)) || hidden_size % static_cast<int>(block_elements(*type)) != 0) {
      return fail("lm_head and embedding cannot have this type in this model", "--gguf-head " + quant.gguf_head_type,
                  "leave it out, or choose Q8_0 or F16");
    }
  }
  if (quant.a_bits >= 16) return {};
  const int block = gguf_activation_block(quant);
  // Float types stand for a file whose weights are on their grid already: of which type is not said.
  const bool fits = quant.a_group == block || (quant.w_bits >= 16 && quant.a_group == 256);
  if (quant.a_bits != 8 || !fits || !quant.a_symmetric) {
    return fail(
        "llama.cpp rounds activations to 8 bits in symmetric blocks of " + std::to_string(block) + ", nothing else",
        "--a-bits " + std::to_string(quant.a_bits), "choose 16, or 8 with no other activation option");
  }
  return check_no_activation_options(quant);
}

}  // namespace

SiteQuantizer target_site_quantizer(Site site, const QuantSpec& quant) {
  const bool reads_linear =
      site == Site::attn_in || site == Site::mlp_in || site == Site::down_in || site == Site::o_in;
  if (!reads_linear || quant.a_bits >= 16) return {};
  SiteQuantizer quantizer{quant.a_bits, quant.a_group, true, true, quant.a_clip, site == Site::o_in};
  if (quant.target == target_compressed_tensors) {
    const auto top = static_cast<double>((1 << (quant.a_bits - 1)) - 1);
    quantizer.clip = top / (top + 0.5);
  }
  return quantizer;
}

Status check_target_grid(const QuantSpec& quant, int hidden_size, int intermediate_size) {
  if (quant.target.empty()) return {};
  if (quant.target == target_compressed_tensors) {
    return check_compressed_tensors(quant, hidden_size, intermediate_size);
  }
  if (quant.target == target_gptq) return check_gptq_layout(quant, hidden_size, intermediate_size);
  if (quant.target == target_gguf) return check_gguf(quant, hidden_size, intermediate_size);
  return fail("there is no target \"" + quant.target + "\" with a grid of its own", "--target",
              "choose compressed-tensors, gptq or gguf");
}

}  // namespace rotorscope
