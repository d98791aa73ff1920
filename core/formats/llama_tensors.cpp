#include "core/formats/llama_tensors.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rotorscope {

namespace {

/// llama.cpp's name, then ours.
using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array<Pair, 3> top_names = {
    {{"token_embd", "model.embed_tokens"}, {"output_norm", "model.norm"}, {"output", "lm_head"}}};
constexpr std::array<Pair, 12> block_names = {{{"attn_norm", "input_layernorm"},
                                               {"attn_q", "self_attn.q_proj"},
                                               {"attn_k", "self_attn.k_proj"},
                                               {"attn_v", "self_attn.v_proj"},
                                               {"attn_output", "self_attn.o_proj"},
                                               {"attn_qkv", "self_attn.qkv_proj"},
                                               {"attn_q_norm", "self_attn.q_norm"},
                                               {"attn_k_norm", "self_attn.k_norm"},
                                               {"ffn_norm", "post_attention_layernorm"},
                                               {"ffn_gate", "mlp.gate_proj"},
                                               {"ffn_up", "mlp.up_proj"},
                                               {"ffn_down", "mlp.down_proj"}}};

}  // namespace

std::vector<NamedShape> llama_tensors(const ModelConfig& c) {
  const std::int64_t n = c.hidden_size;
  const std::int64_t f = c.intermediate_size;
  const std::int64_t q = std::int64_t{c.attention_heads} * c.head_dim;
  const std::int64_t kv = std::int64_t{c.kv_heads} * c.head_dim;
  std::vector<NamedShape> tensors;
  const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in, bool bias) {
    tensors.push_back({name + ".weight", {out, in}});
    if (bias) tensors.push_back({name + ".bias", {out}});
  };
  tensors.push_back({"model.embed_tokens.weight", {c.vocab_size, n}});
  for (int i = 0; i < c.layers; ++i) {
    const std::string layer = "model.layers." + std::to_string(i) + ".";
    tensors.push_back({layer + "input_layernorm.weight", {n}});
    linear(layer + "self_attn.q_proj", q, n, c.attention_bias);
    linear(layer + "self_attn.k_proj", kv, n, c.attention_bias);
    linear(layer + "self_attn.v_proj", kv, n, c.attention_bias);
    linear(layer + "self_attn.o_proj", n, q, c.attention_output_bias);
    if (c.qk_norm) {
      for (const char* norm : {"q_norm", "k_norm"}) {
        tensors.push_back({layer + "self_attn." + norm + ".weight", {c.head_dim}});
      }
    }
    tensors.push_back({layer + "post_attention_layernorm.weight", {n}});
    linear(layer + "mlp.gate_proj", f, n, c.mlp_bias);
    linear(layer + "mlp.up_proj", f, n, c.mlp_bias);
    linear(layer + "mlp.down_proj", n, f, c.mlp_bias);
  }
  tensors.push_back({"model.norm.weight", {n}});
  if (!c.tied_head) tensors.push_back({"lm_head.weight", {c.vocab_size, n}});
  return tensors;
}

std::optional<std::string> canonical_name(std::string_view gguf_name) {
  const auto dot = gguf_name.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string suffix(gguf_name.substr(dot));
  if (suffix != ".weight" && suffix != ".bias") return std::nullopt;
  std::string_view module = gguf_name.substr(0, dot);
  if (!module.starts_with("blk.")) {
    const auto* found = std::ranges::find(top_names, module, &Pair::first);
    return found == top_names.end() ? std::nullopt : std::optional(std::string(found->second) + suffix);
  }
  module.remove_prefix(4);
  const auto end = std::min(module.find_first_not_of("0123456789"), module.size());
  if (end == 0 || end == module.size() || module[end] != '.') return std::nullopt;
  const auto* found = std::ranges::find(block_names, module.substr(end + 1), &Pair::first);
  if (found == block_names.end()) return std::nullopt;
  return "model.layers." + std::string(module.substr(0, end)) + "." + std::string(found->second) + suffix;
}

std::string llama_cpp_name(std::string_view canonical) {
  const auto dot = canonical.rfind('.');
  if (dot == std::string_view::npos) return std::string(canonical);
  const std::string suffix(canonical.substr(dot));
  std::string_view module = canonical.substr(0, dot);
  constexpr std::string_view layers = "model.layers.";
  if (!module.starts_with(layers)) {
    const auto* found = std::ranges::find(top_names, module, &Pair::second);
    return found == top_names.end() ? std::string(canonical) : std::string(found->first) + suffix;
  }
  module.remove_prefix(layers.size());
  const auto end = std::min(module.find('.'), module.size());
  const auto* found = std::ranges::find(block_names, module.substr(std::min(end + 1, module.size())), &Pair::second);
  if (found == block_names.end()) return std::string(canonical);
  return "blk." + std::string(module.substr(0, end)) + "." + std::string(found->first) + suffix;
}

}  // namespace rotorscope
