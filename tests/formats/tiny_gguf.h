// Turns a Hugging Face checkpoint into a GGUF file as llama.cpp's converter does, for tests.
#pragma once

#include "core/formats/checkpoint.h"
#include "tests/formats/gguf_builder.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rotorscope {

/// llama.cpp's name of a canonical tensor.
inline std::string gguf_name(std::string name) {
  const std::vector<std::pair<std::string, std::string>> parts = {{"model.embed_tokens", "token_embd"},
                                                                  {"model.norm", "output_norm"},
                                                                  {"lm_head", "output"},
                                                                  {"model.layers.", "blk."},
                                                                  {"post_attention_layernorm", "ffn_norm"},
                                                                  {"input_layernorm", "attn_norm"},
                                                                  {"self_attn.q_proj", "attn_q"},
                                                                  {"self_attn.k_proj", "attn_k"},
                                                                  {"self_attn.v_proj", "attn_v"},
                                                                  {"self_attn.o_proj", "attn_output"},
                                                                  {"mlp.gate_proj", "ffn_gate"},
                                                                  {"mlp.up_proj", "ffn_up"},
                                                                  {"mlp.down_proj", "ffn_down"}};
  for (const auto& [from, to] : parts) {
    if (const auto at = name.find(from); at != std::string::npos) name.replace(at, from.size(), to);
  }
  return name;
}

/// Rows [heads, 2, d/2] to [heads, d/2, 2]: what the converter does to q and k.
inline std::string interleave_rows(std::string_view bytes, std::size_t rows, std::size_t heads) {
  const std::size_t width = bytes.size() / rows;
  const std::size_t d = rows / heads;
  std::string out(bytes.size(), '\0');
  for (std::size_t h = 0; h < heads; ++h) {
    for (std::size_t t = 0; t < 2; ++t) {
      for (std::size_t j = 0; j < d / 2; ++j) {
        const std::size_t from = h * d + t * (d / 2) + j;
        const std::size_t to = h * d + j * 2 + t;
        std::memcpy(out.data() + to * width, bytes.data() + from * width, width);
      }
    }
  }
  return out;
}

/// The metadata and tensors of a float32 checkpoint; `skip` leaves one tensor out (llama.cpp's name).
inline GgufBuilder gguf_of(const Checkpoint& source, std::string_view skip = {}) {
  const ModelConfig& c = source.config();
  GgufBuilder builder;
  const auto u32 = [&](const char* key, int value) { builder.u32(key, static_cast<std::uint32_t>(value)); };
  builder.text("general.architecture", "llama").text("general.name", c.name);
  u32("llama.block_count", c.layers);
  u32("llama.embedding_length", c.hidden_size);
  u32("llama.feed_forward_length", c.intermediate_size);
  u32("llama.context_length", c.context_length);
  u32("llama.attention.head_count", c.attention_heads);
  u32("llama.attention.head_count_kv", c.kv_heads);
  u32("llama.attention.key_length", c.head_dim);
  u32("llama.attention.value_length", c.head_dim);
  u32("llama.rope.dimension_count", c.head_dim);
  builder.f32("llama.rope.freq_base", static_cast<float>(c.rope_theta));
  builder.f32("llama.attention.layer_norm_rms_epsilon", static_cast<float>(c.rms_norm_eps));
  for (const TensorEntry& entry : source.tensors()) {
    const std::string name = gguf_name(entry.name);
    if (name == skip) continue;
    std::string bytes(reinterpret_cast<const char*>(entry.bytes.data()), entry.bytes.size());
    const auto rows = static_cast<std::size_t>(entry.shape[0]);
    if (name.find("attn_q") != std::string::npos) {
      bytes = interleave_rows(bytes, rows, static_cast<std::size_t>(c.attention_heads));
    } else if (name.find("attn_k") != std::string::npos) {
      bytes = interleave_rows(bytes, rows, static_cast<std::size_t>(c.kv_heads));
    }
    builder.tensor(name, 0, {entry.shape.rbegin(), entry.shape.rend()}, bytes);
  }
  return builder;
}

}  // namespace rotorscope
