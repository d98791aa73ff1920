// Note: Memory estimates
// open: parameters in float32, and a copy of the head if it is tied to the embedding (folding the final norm's gain and
//   rotating make the two differ):
//     4 · (parameters + [tied] · vocabulary · n)
// learn: the same weights (site form keeps one set), and what autograd keeps for T tokens in float32. A block keeps
//   about 12 tensors of the stream's width n (residual, norms, inputs and rotated inputs of its linears, quantization
//   errors), 4 of the width of q, 6 of that of k and v, 6 of the FFN's width f, and its T × T attention weights twice;
//   the head keeps logits, their softmax and its gradient:
//     4 · (T · (layers · (12 n + 4 q + 6 kv + 6 f) + 3 · vocabulary) + 2 · layers · heads · T²)
//   and the rotations with their gradients and momentum, float64: 8 · 3 · (n² + layers · d²).
#include "core/formats/describe.h"

#include <utility>

namespace rotorscope {

std::int64_t memory_open_bytes(const ModelConfig& c, std::int64_t parameters) {
  const std::int64_t head_copy = c.tied_head ? std::int64_t{c.vocab_size} * c.hidden_size : 0;
  return 4 * (parameters + head_copy);
}

std::int64_t memory_learn_bytes(const ModelConfig& c, std::int64_t parameters, int tokens) {
  const std::int64_t t = tokens;
  const std::int64_t n = c.hidden_size;
  const std::int64_t d = c.head_dim;
  const std::int64_t q = c.attention_heads * d;
  const std::int64_t kv = c.kv_heads * d;
  const std::int64_t block = 12 * n + 4 * q + 6 * kv + 6 * std::int64_t{c.intermediate_size};
  const std::int64_t activations =
      t * (c.layers * block + 3 * std::int64_t{c.vocab_size}) + 2 * std::int64_t{c.layers} * c.attention_heads * t * t;
  const std::int64_t rotations = 3 * (n * n + c.layers * d * d);
  return memory_open_bytes(c, parameters) + 4 * activations + 8 * rotations;
}

Result<ModelInfo> describe(const Checkpoint& checkpoint, std::string source) {
  const ModelConfig& config = checkpoint.config();
  ModelInfo info;
  info.source = std::move(source);
  info.path = checkpoint.path().string();
  info.name = config.name;
  info.format = checkpoint.format();
  info.architecture = config.architecture;
  ROTOR_TRY(info.fingerprint, checkpoint.fingerprint());
  info.parameters = checkpoint.parameters();
  info.layers = config.layers;
  info.hidden_size = config.hidden_size;
  info.intermediate_size = config.intermediate_size;
  info.attention_heads = config.attention_heads;
  info.kv_heads = config.kv_heads;
  info.head_dim = config.head_dim;
  info.vocab_size = config.vocab_size;
  info.context_length = config.context_length;
  info.tied_head = config.tied_head;
  info.rope_theta = config.rope_theta;
  info.file_bytes = static_cast<std::int64_t>(checkpoint.file_bytes());
  info.memory_open_bytes = memory_open_bytes(config, info.parameters);
  info.memory_learn_bytes = memory_learn_bytes(config, info.parameters);
  for (const TensorEntry& entry : checkpoint.tensors()) {
    info.tensors.push_back(
        {entry.name, std::string(type_name(entry.type)), entry.shape, static_cast<std::int64_t>(entry.bytes.size())});
  }
  return info;
}

}  // namespace rotorscope
