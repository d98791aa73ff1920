// What several requests share: where to run, which text, which rotation, which quantizers. Plain structs; their JSON
// keys are the field names.
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// Where and how to compute.
struct RuntimeOptions {
  std::string device = "auto";  ///< auto, cpu, cuda:N
  std::string dtype = "auto";   ///< auto, f32, bf16: type of weights and activations in the forward pass
  int threads = 0;              ///< 0: as many as the machine has cores
  std::uint64_t seed = 0;       ///< of everything random
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RuntimeOptions, device, dtype, threads, seed)

/// A text to run on the model. Both empty: the prose that setup installed.
struct TextSource {
  std::string file;      ///< UTF-8
  std::string ids_file;  ///< token ids separated by white space or commas
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TextSource, file, ids_file)

/// Which rotation, and which of its parts. A switch is "on", "off" or "auto" (on where a rotation is given).
struct RotationSpec {
  std::string source = "none";  ///< none, orthogonal, hadamard, learned (this session's), or a .h5, .safetensors, R.bin
  std::uint64_t seed = 0;       ///< of a random rotation
  std::string r1 = "auto";      ///< residual stream, merged
  std::string r2 = "auto";      ///< v to o, per head, merged
  std::string r3 = "auto";      ///< q and k after RoPE, online Hadamard
  std::string r4 = "auto";      ///< input of down_proj, online Hadamard
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RotationSpec, source, seed, r1, r2, r3, r4)

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
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(QuantSpec, target, gguf_type, gguf_head_type, w_bits, w_method, w_group,
                                                w_symmetric, w_clip_search, w_act_order, w_damping, calibration,
                                                calibration_tokens, w_checkpoints, a_bits, a_group, a_symmetric, a_clip,
                                                kv_bits, kv_group, kv_symmetric, kv_clip)

/// "W4A4KV4" for the bits of a spec.
[[nodiscard]] std::string scheme_name(const QuantSpec& quant);
/// Sets the bits from a scheme name such as "W4A8KV16"; false if it is not one. Bits are 2…8 or 16.
[[nodiscard]] bool apply_scheme(const std::string& scheme, QuantSpec& quant);

}  // namespace rotorscope
