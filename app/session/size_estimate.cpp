#include "app/session/size_estimate.h"

#include "core/protocol/mixed.h"

namespace rotorscope {
namespace {

/// Bytes of `rows` × `columns` values; a 16-bit scale for each group (and a zero point of `bits` if not symmetric).
std::int64_t quantized_bytes(std::int64_t rows, std::int64_t columns, int bits, int group, bool symmetric) {
  if (bits >= 16) return 2 * rows * columns;
  const std::int64_t groups = rows * (group > 0 ? (columns + group - 1) / group : 1);
  return (rows * columns * bits + groups * (16 + (symmetric ? 0 : bits)) + 7) / 8;
}

/// Bytes of the weights of a model; norms stay at 16 bits.
std::int64_t weights_of(const ModelInfo& model, const QuantSpec& quant) {
  const std::int64_t hidden = model.hidden_size;
  const std::int64_t ffn = model.intermediate_size;
  const std::int64_t heads = std::int64_t{model.attention_heads} * model.head_dim;
  const std::int64_t kv_heads = std::int64_t{model.kv_heads} * model.head_dim;
  std::int64_t bytes = 2 * hidden;
  for (int layer = 0; layer < model.layers; ++layer) {
    const auto linear = [&](const char* name, std::int64_t out, std::int64_t in) {
      return quantized_bytes(out, in, mixed_bits(quant, layer, name, "w", quant.w_bits), quant.w_group,
                             quant.w_symmetric);
    };
    bytes += linear("q_proj", heads, hidden) + linear("k_proj", kv_heads, hidden) + linear("v_proj", kv_heads, hidden) +
             linear("o_proj", hidden, heads) + linear("gate_proj", ffn, hidden) + linear("up_proj", ffn, hidden) +
             linear("down_proj", hidden, ffn) + 4 * hidden;
  }
  // A rotated model has its own head even where the original shares it with the embedding.
  const std::int64_t vocabulary = model.vocab_size;
  return bytes + quantized_bytes(vocabulary, hidden, quant.head_bits, 0, true) +
         quantized_bytes(vocabulary, hidden, quant.embedding_bits, 0, true);
}

/// Bytes of the keys and values of `tokens` tokens.
std::int64_t cache_of(const ModelInfo& model, const QuantSpec& quant, std::int64_t tokens) {
  std::int64_t bytes = 0;
  for (int layer = 0; layer < model.layers; ++layer) {
    for (const char* site : {"k", "v"}) {
      bytes += quantized_bytes(tokens * model.kv_heads, model.head_dim,
                               mixed_bits(quant, layer, site, "kv", quant.kv_bits), quant.kv_group, quant.kv_symmetric);
    }
  }
  return bytes;
}

}  // namespace

SizeEstimate estimate_sizes(const ModelInfo& model, const QuantSpec& quant) {
  const QuantSpec unquantized;
  SizeEstimate sizes;
  sizes.weights_bytes = weights_of(model, quant);
  sizes.weights_16_bytes = weights_of(model, unquantized);
  sizes.kv_1000_bytes = cache_of(model, quant, 1000);
  sizes.kv_1000_16_bytes = cache_of(model, unquantized, 1000);
  sizes.memory_bytes = sizes.weights_bytes + cache_of(model, quant, model.context_length);
  sizes.memory_16_bytes = sizes.weights_16_bytes + cache_of(model, unquantized, model.context_length);
  return sizes;
}

}  // namespace rotorscope
