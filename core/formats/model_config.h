// What a checkpoint says about its network, whichever format it comes in. Llama and the families like it.
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
  std::vector<double> frequency_factors;  ///< factors; a divisor a turned pair of channels
};

/// The network's sizes and settings. All sizes are positive and small enough that no product of three of them, in
/// elements, leaves 63 bits.
struct ModelConfig {
  std::string architecture = "llama";  ///< of families.h
  std::string name;                    ///< for people, e.g. "SmolLM2 135M Instruct"
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
  int rotary_dims = 0;                 ///< the first channels of a head, which alone RoPE turns; 0: all
  bool attention_bias = false;         ///< q, k and v have biases
  bool attention_output_bias = false;  ///< o has one
  bool mlp_bias = false;               ///< gate, up and down have biases
  bool qk_norm = false;                ///< q and k pass an RMSNorm, a head at a time, before RoPE (Qwen3)
  bool fused_projections = false;      ///< the checkpoint stores q, k, v as one tensor, gate and up as another (Phi-3)
  bool tied_head = false;              ///< the head is the embedding
  int sliding_window = 0;              ///< tokens that a token sees in the layers of `sliding_layers`, itself included
  std::vector<bool> sliding_layers;    ///< a value a layer; empty: every layer sees the whole text
  std::optional<std::int64_t> bos_token_id;
  std::vector<std::int64_t> eos_token_ids;
  std::optional<PackedFormat> packed;  ///< how the checkpoint's linears are quantized; none: they are plain tensors

  /// Channels of a head that RoPE turns.
  [[nodiscard]] int rope_channels() const { return rotary_dims > 0 ? rotary_dims : head_dim; }
  /// Tokens that a token of this layer sees, itself included; 0: all before it.
  [[nodiscard]] int window_of(std::size_t layer) const {
    return layer < sliding_layers.size() && sliding_layers[layer] ? sliding_window : 0;
  }
};

/// Reads a Hugging Face config.json, with RoPE settings as `rope_theta` + `rope_scaling` or as `rope_parameters`.
/// Errors: a family that is not read (says which, and why), anything in it that is not supported (names it), values out
/// of range.
Result<ModelConfig> read_hf_config(const std::filesystem::path& config_json);

/// Reads the metadata of a GGUF file; biases, head and RoPE factors are told by its tensors. Errors as above.
Result<ModelConfig> read_gguf_config(const GgufFile& file);

/// More layers than any model has.
inline constexpr int most_layers = 4096;

/// Checks that every size is in range and that they fit together. Errors name the value.
Status validate(const ModelConfig& config, const std::string& where);

/// RoPE's inverse frequencies after scaling, rope_channels() / 2 of them: position p turns pair i by p · result[i]
/// radians. Su et al. 2021, eq. 15; the llama3 rule as Meta published it with Llama 3.1.
[[nodiscard]] std::vector<double> rope_inverse_frequencies(const ModelConfig& config);

}  // namespace rotorscope
