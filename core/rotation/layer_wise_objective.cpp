// The objectives that need no pass through the network: cached activations, one matrix product a step.
#include "core/rotation/objective.h"

#include <cmath>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
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
  }

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    if (stop.stop_requested()) throw Cancelled{};
    auto generator =
        at::make_generator<at::CPUGeneratorImpl>(request_.runtime.seed * 1000003ULL + static_cast<std::uint64_t>(step));
    const at::Tensor chosen =
        at::randint(0, sites_.size(0), {std::min(sites_a_step, sites_.size(0))}, generator, at::kLong);
    const at::Tensor x = sites_.index_select(0, chosen.to(sites_.device()));
    const at::Tensor r1 = r.r1.detach().clone().requires_grad_(true);
    const int bits = request_.quant.a_bits < 16 ? request_.quant.a_bits : 4;
    const at::Tensor l = layer_loss(request_.objective, at::matmul(x, r1), bits);
    auto g = torch::autograd::grad({l}, {r1});
    return {l.item<double>(), g[0], {}, x.size(0) * x.size(1)};
  }

 private:
  at::Tensor sites_;  // [sites, tokens, n], each token of rms 1
  LearnRequest request_;
};

}  // namespace

std::unique_ptr<Objective> layer_wise_objective(const at::Tensor& activations, const LearnRequest& request) {
  return std::make_unique<LayerWiseObjective>(activations, request);
}

}  // namespace rotorscope
