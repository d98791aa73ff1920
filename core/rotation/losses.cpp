#include "core/rotation/losses.h"

#include "kernels/cpu/softmax.h"

#include <algorithm>
#include <functional>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace rotorscope {
namespace {

/// Logits of so many tokens exist at a time that they take this much memory; a product with few tokens would spend its
/// time on bringing the head's weights into order.
constexpr std::int64_t chunk_bytes = 64 << 20;

std::int64_t chunk_tokens(const at::Tensor& head) {
  return std::max<std::int64_t>(64, chunk_bytes / (head.size(0) * static_cast<std::int64_t>(sizeof(float))));
}

/// Losses of the chunk's tokens [tokens] and the gradient of each to its own logits.
struct ChunkLoss {
  at::Tensor losses;
  at::Tensor logits_gradient;
};
using ChunkFunction = std::function<ChunkLoss(const at::Tensor& logits, std::int64_t begin, std::int64_t end)>;

/// On the CPU the gradient takes the place of the logits z [tokens, vocab].
ChunkLoss cross_entropy_rows(const at::Tensor& z, const at::Tensor& targets) {
  const at::Tensor index = targets.contiguous();
  at::Tensor losses = at::empty({z.size(0)}, at::kDouble);
  at::parallel_for(0, z.size(0), 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t t = first; t < last; ++t) {
      losses.data_ptr<double>()[t] = cpu::softmax_gradient(z.data_ptr<float>() + t * z.size(1), z.size(1),
                                                           index.const_data_ptr<std::int64_t>()[t], 1.0F);
    }
  });
  return {losses, z};
}

/// Weights of tokens, or none. Not a bare tensor: autograd's functions cannot take an undefined one.
struct TokenWeights {
  at::Tensor values;
};

class ChunkedLoss : public torch::autograd::Function<ChunkedLoss> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& hidden, const at::Tensor& head,
                            const TokenWeights& token_weights, const ChunkFunction& chunk_loss) {
    const at::Tensor& weights = token_weights.values;
    const std::int64_t tokens = hidden.size(0);
    at::Tensor hidden_gradient = at::empty_like(hidden);
    at::Tensor head_gradient = head.requires_grad() ? at::zeros_like(head) : at::Tensor();
    // On the device: the host need not wait for it, and a CUDA graph can hold it.
    const auto scalar = hidden.options().dtype(at::kDouble);
    at::Tensor loss = at::zeros({}, scalar);
    const at::Tensor total =
        weights.defined() ? weights.sum(at::kDouble) : at::full({}, static_cast<double>(tokens), scalar);
    const std::int64_t chunk_size = chunk_tokens(head);
    for (std::int64_t begin = 0; begin < tokens; begin += chunk_size) {
      const std::int64_t end = std::min(begin + chunk_size, tokens);
      const at::Tensor h = hidden.slice(0, begin, end);
      const ChunkLoss chunk = chunk_loss(at::linear(h, head).to(at::kFloat), begin, end);
      at::Tensor losses = chunk.losses;
      at::Tensor gradient = chunk.logits_gradient.div_(total);
      if (weights.defined()) {
        const at::Tensor w = weights.slice(0, begin, end);
        losses = losses * w;
        gradient = gradient.mul_(w.unsqueeze(1));
      }
      loss += losses.sum(at::kDouble);
      const at::Tensor g = gradient.to(hidden.scalar_type());
      hidden_gradient.slice(0, begin, end).copy_(at::matmul(g, head));
      if (head_gradient.defined()) head_gradient.addmm_(g.t(), h);
    }
    context->save_for_backward({hidden_gradient, head_gradient});
    return (loss / total).to(at::kFloat);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor scale = gradients[0];
    return {saved[0] * scale.to(saved[0].scalar_type()), saved[1].defined() ? saved[1] * scale : at::Tensor(),
            at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor cross_entropy_loss(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& targets,
                              const at::Tensor& weights) {
  return ChunkedLoss::apply(hidden, head, TokenWeights{weights},
                            ChunkFunction([&](const at::Tensor& z, std::int64_t begin, std::int64_t end) {
                              if (z.is_cpu()) return cross_entropy_rows(z, targets.slice(0, begin, end));
                              const at::Tensor index = targets.slice(0, begin, end).unsqueeze(1);
                              const at::Tensor lse = z.logsumexp(-1, true);
                              const at::Tensor losses = (lse - z.gather(1, index)).squeeze(1);
                              at::Tensor gradient = (z - lse).exp_();
                              gradient.scatter_add_(1, index, at::full(index.sizes(), -1.0, gradient.options()));
                              return ChunkLoss{losses, gradient};
                            }));
}

TopLogits top_logits(const at::Tensor& hidden, const at::Tensor& head, std::int64_t k) {
  const at::NoGradGuard no_gradient;
  std::vector<at::Tensor> values;
  std::vector<at::Tensor> indices;
  const std::int64_t kept = std::min(k, head.size(0));
  const std::int64_t chunk = chunk_tokens(head);
  for (std::int64_t begin = 0; begin < hidden.size(0); begin += chunk) {
    const at::Tensor h = hidden.slice(0, begin, std::min(begin + chunk, hidden.size(0)));
    auto [v, i] = at::linear(h, head).to(at::kFloat).topk(kept, -1);
    values.push_back(std::move(v));
    indices.push_back(std::move(i));
  }
  return {at::cat(values, 0), at::cat(indices, 0)};
}

at::Tensor top_kl_loss(const at::Tensor& hidden, const at::Tensor& head, const TopLogits& reference,
                       const at::Tensor& weights) {
  return ChunkedLoss::apply(hidden, head, TokenWeights{weights},
                            ChunkFunction([&](const at::Tensor& z, std::int64_t begin, std::int64_t end) {
                              const at::Tensor log_p = reference.values.slice(0, begin, end).log_softmax(-1);
                              const at::Tensor index = reference.indices.slice(0, begin, end);
                              const at::Tensor log_q = z.gather(1, index).log_softmax(-1);
                              const at::Tensor losses = (log_p.exp() * (log_p - log_q)).sum(-1);
                              at::Tensor gradient = at::zeros_like(z).scatter_(1, index, log_q.exp() - log_p.exp());
                              return ChunkLoss{losses, gradient};
                            }));
}

}  // namespace rotorscope
