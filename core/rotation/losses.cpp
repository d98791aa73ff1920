#include "core/rotation/losses.h"

#include <functional>
#include <vector>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace rotorscope {
namespace {

constexpr std::int64_t chunk_tokens = 128;

/// Loss (a sum over the chunk's tokens) and its gradient to the chunk's logits.
struct ChunkLoss {
  double loss = 0;
  at::Tensor logits_gradient;
};
using ChunkFunction = std::function<ChunkLoss(const at::Tensor& logits, std::int64_t begin, std::int64_t end)>;

class ChunkedLoss : public torch::autograd::Function<ChunkedLoss> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& hidden, const at::Tensor& head,
                            const ChunkFunction& chunk_loss) {
    const std::int64_t tokens = hidden.size(0);
    at::Tensor hidden_gradient = at::empty_like(hidden);
    at::Tensor head_gradient = head.requires_grad() ? at::zeros_like(head) : at::Tensor();
    double loss = 0;
    for (std::int64_t begin = 0; begin < tokens; begin += chunk_tokens) {
      const std::int64_t end = std::min(begin + chunk_tokens, tokens);
      const at::Tensor h = hidden.slice(0, begin, end);
      const ChunkLoss chunk = chunk_loss(at::linear(h, head).to(at::kFloat), begin, end);
      loss += chunk.loss;
      const at::Tensor g = chunk.logits_gradient.div_(static_cast<double>(tokens)).to(hidden.scalar_type());
      hidden_gradient.slice(0, begin, end).copy_(at::matmul(g, head));
      if (head_gradient.defined()) head_gradient.addmm_(g.t(), h);
    }
    context->save_for_backward({hidden_gradient, head_gradient});
    return at::full({}, loss / static_cast<double>(tokens), hidden.options().dtype(at::kFloat));
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor scale = gradients[0];
    return {saved[0] * scale.to(saved[0].scalar_type()), saved[1].defined() ? saved[1] * scale : at::Tensor(),
            at::Tensor()};
  }
};

}  // namespace

at::Tensor cross_entropy_loss(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& targets) {
  return ChunkedLoss::apply(hidden, head, ChunkFunction([&](const at::Tensor& z, std::int64_t begin, std::int64_t end) {
                              const at::Tensor index = targets.slice(0, begin, end).unsqueeze(1);
                              const at::Tensor lse = z.logsumexp(-1, true);
                              const double loss = (lse - z.gather(1, index)).sum(at::kDouble).item<double>();
                              at::Tensor gradient = (z - lse).exp_();
                              gradient.scatter_add_(1, index, at::full(index.sizes(), -1.0, gradient.options()));
                              return ChunkLoss{loss, gradient};
                            }));
}

TopLogits top_logits(const at::Tensor& hidden, const at::Tensor& head, std::int64_t k) {
  const at::NoGradGuard no_gradient;
  std::vector<at::Tensor> values;
  std::vector<at::Tensor> indices;
  const std::int64_t kept = std::min(k, head.size(0));
  for (std::int64_t begin = 0; begin < hidden.size(0); begin += chunk_tokens) {
    const at::Tensor h = hidden.slice(0, begin, std::min(begin + chunk_tokens, hidden.size(0)));
    auto [v, i] = at::linear(h, head).to(at::kFloat).topk(kept, -1);
    values.push_back(std::move(v));
    indices.push_back(std::move(i));
  }
  return {at::cat(values, 0), at::cat(indices, 0)};
}

at::Tensor top_kl_loss(const at::Tensor& hidden, const at::Tensor& head, const TopLogits& reference) {
  return ChunkedLoss::apply(hidden, head, ChunkFunction([&](const at::Tensor& z, std::int64_t begin, std::int64_t end) {
                              const at::Tensor log_p = reference.values.slice(0, begin, end).log_softmax(-1);
                              const at::Tensor index = reference.indices.slice(0, begin, end);
                              const at::Tensor log_q = z.gather(1, index).log_softmax(-1);
                              const double loss = (log_p.exp() * (log_p - log_q)).sum(at::kDouble).item<double>();
                              at::Tensor gradient = at::zeros_like(z).scatter_(1, index, log_q.exp() - log_p.exp());
                              return ChunkLoss{loss, gradient};
                            }));
}

}  // namespace rotorscope
