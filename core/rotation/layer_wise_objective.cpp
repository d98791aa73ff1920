// The objectives that need no pass through the network: cached activations, one matrix product a step.
#include "core/model/forward.h"
#include "core/rotation/objective.h"
#include "kernels/cpu/range.h"

#include <cmath>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

namespace rotorscope {
namespace {

constexpr std::int64_t sites_a_step = 8;
constexpr std::int64_t held_out_share = 8;  ///< one token in eight

/// Per token, s²/12, s = (max − min)/(2^bits − 1): what rounding to the token's own grid costs an element of a token of
/// unit rms.
at::Tensor expected_noise(const at::Tensor& y, int bits) {
  const double levels = std::pow(2.0, bits) - 1.0;
  return ((y.amax(-1) - y.amin(-1)) / levels).square() / 12.0;
}

/// Of each token of y [..., n].
at::Tensor token_losses(const std::string& objective, const at::Tensor& y, int bits) {
  if (objective == "whip") return at::exp(-y.abs()).sum(-1);
  // Tokens have unit rms, so the fourth moment is the kurtosis of a token's channels about zero.
  if (objective == "kurtosis") return y.pow(4).mean(-1);
  return expected_noise(y, bits);
}

class LayerWiseObjective final : public Objective {
 public:
  LayerWiseObjective(const at::Tensor& activations, const at::Tensor& weights, const LearnRequest& request,
                     std::int64_t first, std::int64_t every)
      : request_(request) {
    const auto width = static_cast<double>(activations.size(-1));
    at::Tensor sites = activations / activations.norm(2, {-1}, true).clamp_min(1e-12) * std::sqrt(width);
    at::Tensor all = weights.defined() ? weights / weights.mean() : at::Tensor();
    const std::int64_t tokens = sites.size(1);
    const std::int64_t kept =
        request.holdout != 0 && tokens >= 2 * held_out_share ? tokens - tokens / held_out_share : tokens;
    sites_ = sites.slice(1, first, kept, every).contiguous();
    held_out_ = sites.slice(1, kept);
    if (!all.defined()) return;
    weights_ = all.slice(1, first, kept, every).contiguous();
    held_out_weights_ = all.slice(1, kept);
  }

  std::optional<double> held_out(const LearnedRotations& r, const std::stop_token& stop) override {
    if (held_out_.size(1) == 0) return std::nullopt;
    if (stop.stop_requested()) throw Cancelled{};
    const at::NoGradGuard no_gradient;
    double sum = 0;
    for (std::int64_t site = 0; site < held_out_.size(0); ++site) {
      at::Tensor losses = token_losses(request_.objective, at::matmul(held_out_[site], r.r1), bits());
      if (held_out_weights_.defined()) losses = losses * held_out_weights_[site];
      sum += losses.mean().item<double>();
    }
    return sum / static_cast<double>(held_out_.size(0));
  }

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    if (stop.stop_requested()) throw Cancelled{};
    auto generator =
        at::make_generator<at::CPUGeneratorImpl>(request_.runtime.seed * 1000003ULL + static_cast<std::uint64_t>(step));
    const at::Tensor chosen =
        at::randint(0, sites_.size(0), {std::min(sites_a_step, sites_.size(0))}, generator, at::kLong);
    if (request_.objective == "range" && sites_.is_cpu()) return range_of(chosen, r.r1);
    const at::Tensor x = sites_.index_select(0, chosen.to(sites_.device()));
    const at::Tensor r1 = r.r1.detach().clone().requires_grad_(true);
    at::Tensor losses = token_losses(request_.objective, at::matmul(x, r1), bits());
    if (weights_.defined()) losses = losses * weights_.index_select(0, chosen.to(sites_.device()));
    const at::Tensor l = losses.mean();
    auto g = torch::autograd::grad({l}, {r1});
    return {l.item<double>(), g[0], {}, {}, {}, x.size(0) * x.size(1)};
  }

 private:
  /// expected_noise() and its gradient without autograd: a token's range depends on two of its outputs only, so the
  /// gradient to R is two rows of x a token instead of a product.
  [[nodiscard]] LossAndGradient range_of(const at::Tensor& chosen, const at::Tensor& r) const {
    const at::NoGradGuard no_gradient;
    const std::int64_t tokens = sites_.size(1);
    const std::int64_t width = sites_.size(2);
    const double levels = std::pow(2.0, bits()) - 1.0;
    const double all_tokens = static_cast<double>(chosen.size(0) * tokens);
    const double factor = 1.0 / (levels * levels * 12.0 * all_tokens);
    std::vector<cpu::RowRange> ranges(static_cast<std::size_t>(tokens));
    std::vector<float> weights(ranges.size());
    at::Tensor transposed = at::zeros({width, width}, r.options());
    double loss = 0;
    for (std::int64_t i = 0; i < chosen.size(0); ++i) {
      const std::int64_t site = chosen[i].item<std::int64_t>();
      const at::Tensor x = sites_[site];
      const float* importance = weights_.defined() ? weights_[site].const_data_ptr<float>() : nullptr;
      const at::Tensor y = at::matmul(x, r);
      at::parallel_for(0, tokens, 32, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t t = first; t < last; ++t) {
          const cpu::RowRange range = cpu::range_with_places(y.const_data_ptr<float>() + t * width, width);
          ranges[static_cast<std::size_t>(t)] = range;
          const float importance_here = importance == nullptr ? 1.0F : importance[t];
          weights[static_cast<std::size_t>(t)] =
              static_cast<float>(2.0 * factor) * importance_here * (range.high - range.low);
        }
      });
      for (std::size_t t = 0; t < ranges.size(); ++t) {
        const double spread = static_cast<double>(ranges[t].high) - static_cast<double>(ranges[t].low);
        loss += factor * spread * spread * (importance == nullptr ? 1.0 : static_cast<double>(importance[t]));
      }
      at::parallel_for(0, width, 64, [&](std::int64_t first, std::int64_t last) {
        cpu::add_range_gradient(x.const_data_ptr<float>(), ranges.data(), weights.data(), tokens, width, first, last,
                                transposed.data_ptr<float>());
      });
    }
    return {loss, transposed.t().contiguous(), {}, {}, {}, chosen.size(0) * tokens};
  }

  [[nodiscard]] int bits() const { return request_.quant.a_bits < 16 ? request_.quant.a_bits : 4; }

  at::Tensor sites_;    ///< [sites, tokens, n], each token of rms 1
  at::Tensor weights_;  ///< [sites, tokens], of mean about 1; undefined: all the same
  at::Tensor held_out_, held_out_weights_;
  LearnRequest request_;
};

}  // namespace

std::unique_ptr<Objective> layer_wise_objective(const at::Tensor& activations, const at::Tensor& weights,
                                                const LearnRequest& request, std::int64_t first, std::int64_t every) {
  return std::make_unique<LayerWiseObjective>(activations, weights, request, first, every);
}

}  // namespace rotorscope
