#include "app/session/size_estimate.h"

namespace rotorscope {
namespace {

/// Bytes of `rows` × `columns` values; a 16-bit scale for each group (and a zero point of `bits` if not symmetric).
std::int64_t quantized_bytes(std::int64_t rows, std::int64_t columns, int bits, int group, bool symmetric) {
  if (bits >= 16) return 2 * rows * columns;
  const std::int64_t groups = rows * (group > 0 ? (columns + group - 1) / group : 1);
  return (rows * columns * bits + groups * (16 + (symmetric ? 0 : bits)) + 7) / 8;
}

}  // namespace

SizeEstimate estimate_sizes(const ModelInfo& model, const QuantSpec& quant) {
  const std::int64_t hidden = model.hidden_size;
  const std::int64_t ffn = model.intermediate_size;
  const std::int64_t heads = std::int64_t{model.attention_heads} * model.head_dim;
  const std::int64_t kv_heads = std::int64_t{model.kv_heads} * model.head_dim;
  const auto weights = [&](int bits) {
    const auto linear = [&](std::int64_t out, std::int64_t in) {
      return quantized_bytes(out, in, bits, quant.w_group, quant.w_symmetric);
    };
    const std::int64_t layer = linear(heads, hidden) + 2 * linear(kv_heads, hidden) + linear(hidden, heads) +
                               2 * linear(ffn, hidden) + linear(hidden, ffn) + 2 * 2 * hidden;
    // A rotated model has its own head even where the original shares it with the embedding.
    return model.layers * layer + 2 * 2 * std::int64_t{model.vocab_size} * hidden + 2 * hidden;
  };
  const auto cache = [&](int bits) {
    const std::int64_t rows = 1000 * std::int64_t{2} * model.layers * model.kv_heads;
    return quantized_bytes(rows, model.head_dim, bits, quant.kv_group, quant.kv_symmetric);
  };
  return {weights(quant.w_bits), weights(16), cache(quant.kv_bits), cache(16)};
}

}  // namespace rotorscope
