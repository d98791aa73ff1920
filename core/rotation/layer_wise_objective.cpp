// The objectives that need no pass through the network: cached activations, one matrix product a step.
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

/// Mean of s²/12, s = (max − min)/(2^bits − 1): what rounding to a token's own grid costs an element of a token of unit
/// rms.
at::Tensor expected_noise(const at::Tensor& y, int bits) {
  const double levels = std::pow(2.0, bits) - 1.0;
  return ((y.amax(-1) - y.amin(-1)) / levels).square().mean() / 12.0;
}

at::Tensor layer_loss(const std::string& objective, const at::Tensor& y, int bits) {
  if (objective == "whip") return at::exp(-y.abs()).sum(-1).mean();
  // Tokens have unit rms, so the fourth moment is the kurtosis of a token's channels about zero.
  if (objective == "kurtosis") return y.pow(4).mean();
  return expected_noise(y, bits);
}

class LayerWiseObjective final : public Objective {
 public:
  LayerWiseObjective(const at::Tensor& activations, const LearnRequest& request) : request_(request) {
    const auto width = static_cast<double>(activations.size(-1));
    sites_ = activations / activations.norm(2, {-1}, true).clamp_min(1e-12) * std::sqrt(width);
    sites_ = sites_.contiguous();
  }

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    if (stop.stop_requested()) throw Cancelled{};
    auto generator =
        at::make_generator<at::CPUGeneratorImpl>(request_.runtime.seed * 1000003ULL + static_cast<std::uint64_t>(step));
    const at::Tensor chosen =
        at::randint(0, sites_.size(0), {std::min(sites_a_step, sites_.size(0))}, generator, at::kLong);
    const int bits = request_.quant.a_bits < 16 ? request_.quant.a_bits : 4;
    if (request_.objective == "range" && sites_.is_cpu()) return range_of(chosen, r.r1, bits);
    const at::Tensor x = sites_.index_select(0, chosen.to(sites_.device()));
    const at::Tensor r1 = r.r1.detach().clone().requires_grad_(true);
    const at::Tensor l = layer_loss(request_.objective, at::matmul(x, r1), bits);
    auto g = torch::autograd::grad({l}, {r1});
    return {l.item<double>(), g[0], {}, x.size(0) * x.size(1)};
  }

 private:
  /// expected_noise() and its gradient without autograd: a token's range depends on two of its outputs only, so the
  /// gradient to R is two rows of x a token instead of a product.
  [[nodiscard]] LossAndGradient range_of(const at::Tensor& chosen, const at::Tensor& r, int bits) const {
    const at::NoGradGuard no_gradient;
    const std::int64_t tokens = sites_.size(1);
    const std::int64_t width = sites_.size(2);
    const double levels = std::pow(2.0, bits) - 1.0;
    const double all_tokens = static_cast<double>(chosen.size(0) * tokens);
    const double factor = 1.0 / (levels * levels * 12.0 * all_tokens);
    std::vector<cpu::RowRange> ranges(static_cast<std::size_t>(tokens));
    std::vector<float> weights(ranges.size());
    at::Tensor transposed = at::zeros({width, width}, r.options());
    double loss = 0;
    for (std::int64_t i = 0; i < chosen.size(0); ++i) {
      const at::Tensor x = sites_[chosen[i].item<std::int64_t>()];
      const at::Tensor y = at::matmul(x, r);
      at::parallel_for(0, tokens, 32, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t t = first; t < last; ++t) {
          const cpu::RowRange range = cpu::range_with_places(y.const_data_ptr<float>() + t * width, width);
          ranges[static_cast<std::size_t>(t)] = range;
          weights[static_cast<std::size_t>(t)] = static_cast<float>(2.0 * factor) * (range.high - range.low);
        }
      });
      for (const cpu::RowRange& range : ranges) {
        const double spread = static_cast<double>(range.high) - static_cast<double>(range.low);
        loss += factor * spread * spread;
      }
      at::parallel_for(0, width, 64, [&](std::int64_t first, std::int64_t last) {
        cpu::add_range_gradient(x.const_data_ptr<float>(), ranges.data(), weights.data(), tokens, width, first, last,
                                transposed.data_ptr<float>());
      });
    }
    return {loss, transposed.t().contiguous(), {}, chosen.size(0) * tokens};
  }

  at::Tensor sites_;  // [sites, tokens, n], each token of rms 1
  LearnRequest request_;
};

}  // namespace

std::unique_ptr<Objective> layer_wise_objective(const at::Tensor& activations, const LearnRequest& request) {
  return std::make_unique<LayerWiseObjective>(activations, request);
}

}  // namespace rotorscope
