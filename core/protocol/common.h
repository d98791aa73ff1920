// What several requests share: where to run, which text, which rotation, which quantizers. Plain structs; their JSON
// keys are the field names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// Where and how to compute.
struct RuntimeOptions {
  std::string device = "auto";  ///< auto, cpu, cuda:N
  std::string dtype = "auto";   ///< auto, f32, bf16: type of weights and activations in the forward pass
  int threads = 0;              ///< 0: as many as the machine has cores
  std::uint64_t seed = 0;       ///< of everything random
  std::int64_t memory = 0;  ///< bytes that the process may take: a larger model's weights go to disk; 0: all there is
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RuntimeOptions, device, dtype, threads, seed, memory)

/// A text to run on the model. Both empty: the prose that setup installed.
struct TextSource {
  std::string file;      ///< UTF-8
  std::string ids_file;  ///< token ids separated by white space or commas
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TextSource, file, ids_file)

/// Which rotation, and which of its parts. A switch is "on", "off" or "auto" (on where a rotation is given).
struct RotationSpec {
  std::string source = "none";  ///< none, orthogonal, hadamard, learned (this session's), or a .h5, .safetensors,
                                ///< R.bin; quip, quip-hadamard: two-sided, every linear its own, weights only
  std::uint64_t seed = 0;       ///< of a random rotation
  std::string r1 = "auto";      ///< residual stream, merged
  std::string r2 = "auto";      ///< v to o, per head, merged
  std::string r3 = "auto";      ///< q and k after RoPE, online Hadamard
  std::string r4 = "auto";      ///< input of down_proj, online Hadamard
  std::string scales = "auto";  ///< diagonal scales at v to o and up to down, merged; learned ones only
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RotationSpec, source, seed, r1, r2, r3, r4, scales)

/// Mixed precision: bits of some linears or sites other than the rest's.
struct BitsOverride {
  int first = -1;  ///< layers first … last; −1: all
  int last = -1;
  std::string name;  ///< a linear ("down_proj"), a site ("down_in"), or a class of them: "w", "a", "kv"
  int bits = 16;     ///< 2 … 8, or 16
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(BitsOverride, first, last, name, bits)

/// The clip ratio that a search found for a site.
struct SiteClip {
  int layer = 0;
  std::string site;
  double ratio = 1.0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SiteClip, layer, site, ratio)

/// Quantizers of weights (w), activations (a) and the KV cache (kv); numerics.md §3. 16 bits: not quantized.
struct QuantSpec {
  std::string target;     ///< whose grid: empty (our own), compressed-tensors, gptq or gguf; see core/protocol/target.h
  std::string gguf_type;  ///< gguf: type of the linears' weights, e.g. Q4_0; empty: by w_bits
  std::string gguf_head_type;  ///< gguf: type of lm_head and embedding; empty: Q6_K, or Q8_0 where that does not fit
  int w_bits = 16;
  std::string w_method = "rtn";  ///< rtn or gptq
  int w_group = 0;               ///< inputs a scale; 0: one scale a output channel
  bool w_symmetric = true;
  bool w_clip_search = true;  ///< search each row's clip ratio (|error|^2.4)
  bool w_act_order = false;   ///< gptq: inputs with the largest Hessian diagonal first
  double w_damping = 0.01;    ///< gptq: share of the Hessian's mean diagonal added to it
  TextSource calibration;     ///< gptq: the text whose activations weigh the errors
  int calibration_tokens = 8192;
  std::string w_checkpoints;  ///< gptq: folder that keeps finished layers for a run that goes on; empty: none
  int a_bits = 16;
  int a_group = 0;  ///< channels a scale; 0: one scale a token (o_in: one a head)
  bool a_symmetric = false;
  double a_clip = 1.0;  ///< fraction of the range that the grid covers
  int kv_bits = 16;
  int kv_group = 0;  ///< 0: one scale a token and head
  bool kv_symmetric = false;
  double kv_clip = 1.0;
  std::string w_grid = "uniform";  ///< uniform, or e8: QuIP#'s codebook of 2 bits a weight
  std::string w_incoherence;       ///< set by the rotations quip ("kronecker") and quip-hadamard ("hadamard")
  std::uint64_t w_incoherence_seed = 0;
  int head_bits = 16;               ///< of lm_head, round to nearest
  int embedding_bits = 16;          ///< of the token embedding, round to nearest
  std::vector<BitsOverride> mixed;  ///< the last that fits a linear or site counts
  bool clip_search = false;         ///< search the clip ratio of every site on the calibration text
  std::vector<SiteClip> clips;      ///< found by it; a site without one has a_clip or kv_clip
  bool k_pre_rope = false;          ///< K is quantized before RoPE
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(QuantSpec, target, gguf_type, gguf_head_type, w_bits, w_method, w_group,
                                                w_symmetric, w_clip_search, w_act_order, w_damping, calibration,
                                                calibration_tokens, w_checkpoints, a_bits, a_group, a_symmetric, a_clip,
                                                kv_bits, kv_group, kv_symmetric, kv_clip, w_grid, w_incoherence,
                                                w_incoherence_seed, head_bits, embedding_bits, mixed, clip_search,
                                                clips, k_pre_rope)

/// "W4A4KV4" for the bits of a spec.
[[nodiscard]] std::string scheme_name(const QuantSpec& quant);
/// Sets the bits from a scheme name such as "W4A8KV16"; false if it is not one. Bits are 2…8 or 16.
[[nodiscard]] bool apply_scheme(const std::string& scheme, QuantSpec& quant);
/// "down_proj=8", "0-3.down_in=8", "29.w=16" as an override; nothing if it is not one. Bits are 2…8 or 16.
[[nodiscard]] std::optional<BitsOverride> parse_override(const std::string& text);
/// And back.
[[nodiscard]] std::string override_text(const BitsOverride& entry);
/// Whether the settings change nothing.
[[nodiscard]] bool quantizes_nothing(const QuantSpec& quant);
/// Whether anything of activations or of the KV cache is quantized, in any layer.
[[nodiscard]] bool quantizes_activations(const QuantSpec& quant);
/// Whether any weight of a block is quantized.
[[nodiscard]] bool quantizes_weights(const QuantSpec& quant);

}  // namespace rotorscope
