// Losses of a network's last hidden states, computed a chunk of tokens at a time: the [tokens, vocab] logits never
// exist whole, and the gradient is made in the same pass.
#pragma once

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Mean next-token cross-entropy. hidden [tokens, n], head [vocab, n], targets [tokens] int64; differentiable in hidden
/// and head. `weights` [tokens]: a weighted mean; undefined: all the same.
at::Tensor cross_entropy_loss(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& targets,
                              const at::Tensor& weights = {});

/// The unquantized model's top-k logits of some tokens.
struct TopLogits {
  at::Tensor values;   ///< [tokens, k] float32
  at::Tensor indices;  ///< [tokens, k] int64
};
TopLogits top_logits(const at::Tensor& hidden, const at::Tensor& head, std::int64_t k);

/// Mean over tokens of KL(softmax of the reference's top-k logits ‖ softmax of the same logits here); differentiable as
/// above.
at::Tensor top_kl_loss(const at::Tensor& hidden, const at::Tensor& head, const TopLogits& reference,
                       const at::Tensor& weights = {});

}  // namespace rotorscope
