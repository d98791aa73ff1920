// What a checkpoint says about its network, whichever format it comes in. Llama family.
#pragma once

#include "core/base/result.h"
#include "core/formats/packed_weight.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rotorscope {

class GgufFile;

/// How RoPE's frequencies are changed for long contexts.
enum class RopeScalingKind {
  none,
  linear,   ///< every frequency divided by `factor`
  llama3,   ///< low frequencies divided by `factor`, high ones kept, a smooth step between (Llama 3.1)
  factors,  ///< frequency i divided by frequency_factors[i]; how GGUF stores llama3
};

struct RopeScaling {
  RopeScalingKind kind = RopeScalingKind::none;
  double factor = 1;
  double low_freq_factor = 1;             ///< llama3
  double high_freq_factor = 4;            ///< llama3
  int original_context_length = 0;        ///< llama3, tokens
  std::vector<double> frequency_factors;  ///< factors; head_dim / 2 of them
};

/// The network's sizes and settings. All sizes are positive and small enough that no product of three of them, in
/// elements, leaves 63 bits.
struct ModelConfig {
  std::string architecture = "llama";
  std::string name;  ///< for people, e.g. "SmolLM2 135M Instruct"
  int layers = 0;
  int hidden_size = 0;
  int intermediate_size = 0;
  int attention_heads = 0;
  int kv_heads = 0;
  int head_dim = 0;  ///< need not be hidden_size / attention_heads
  int vocab_size = 0;
  int context_length = 0;  ///< tokens
  double rms_norm_eps = 0;
  double rope_theta = 10000;
  RopeScaling rope_scaling;
  bool attention_bias = false;  ///< q, k, v and o have biases
  bool mlp_bias = false;        ///< gate, up and down have biases
  bool tied_head = false;       ///< the head is the embedding
  std::optional<std::int64_t> bos_token_id;
  std::vector<std::int64_t> eos_token_ids;
  std::optional<PackedFormat> packed;  ///< how the checkpoint's linears are quantized; none: they are plain tensors
};

/// Reads a Hugging Face config.json, with RoPE settings as `rope_theta` + `rope_scaling` or as `rope_parameters`.
/// Errors: not Llama (says which architecture), anything in it that is not supported (names it), values out of range.
Result<ModelConfig> read_hf_config(const std::filesystem::path& config_json);

/// Reads the metadata of a GGUF file; biases, head and RoPE factors are told by its tensors. Errors as above.
Result<ModelConfig> read_gguf_config(const GgufFile& file);

/// Checks that every size is in range and that they fit together. Errors name the value.
Status validate(const ModelConfig& config, const std::string& where);

/// RoPE's inverse frequencies after scaling, head_dim / 2 of them: position p turns pair i by p · result[i] radians.
/// Su et al. 2021, eq. 15; the llama3 rule as Meta published it with Llama 3.1.
[[nodiscard]] std::vector<double> rope_inverse_frequencies(const ModelConfig& config);

}  // namespace rotorscope
