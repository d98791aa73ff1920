// Site form: the unrotated network, with each site's rounding error made in the rotated basis.
#include "core/model/fused.h"
#include "core/quant/fake_quantizer.h"
#include "core/rotation/network_objective.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

namespace rotorscope {
namespace {

/// e = Q(xA) − xA, held constant; the network goes on with x + e A⁻¹, A = diag(1/s) · R. Loss and gradients are those
/// of the merged network (numerics.md §4, “Site form”); with scales A⁻¹ is Rᵀ · diag(s), which is what autograd sees.
class SiteFormHook final : public SiteHook {
 public:
  SiteFormHook(const LearnedRotations& r, const RotationSet& online, const QuantSpec& quant)
      : r_(r), online_(online), quant_(quant) {}

  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
    if (site == Site::k && quant_.k_pre_rope) return x;
    const SiteQuantizer quantizer = site_quantizer(layer.value, site, quant_);
    if (!quantizer.active()) return x;
    switch (site) {
      case Site::attn_in:
      case Site::mlp_in:
        return learned(x, r_.r1, {}, quantizer);
      case Site::v:  // [batch, kv_heads, tokens, d]
        return learned(x, r2(layer), r_.has_scales() ? v_scale(layer).unsqueeze(1) : at::Tensor(), quantizer);
      case Site::o_in:  // [batch, tokens, heads, d]
        return learned(x, r2(layer), r_.has_scales() ? scale_of_heads(v_scale(layer), x.size(2)) : at::Tensor(),
                       quantizer);
      case Site::k:
        return x + fixed_error(x, online_.r3, quantizer);
      case Site::down_in: {
        if (!r_.has_scales()) return x + down_error(layer, x, quantizer);
        const at::Tensor s = r_.down_log_scale.select(0, layer.value).exp();
        return x + down_error(layer, (x / s).detach(), quantizer) * s;
      }
      default:
        return x;
    }
  }

  at::Tensor before_rope(LayerIndex layer, const at::Tensor& k, const HadamardMatrix*) override {
    if (!quant_.k_pre_rope) return k;
    const SiteQuantizer quantizer = site_quantizer(layer.value, Site::k, quant_);
    return quantizer.active() ? k + fixed_error(k, online_.r3, quantizer) : k;
  }

 private:
  [[nodiscard]] const at::Tensor& r2(LayerIndex layer) const { return r_.r2.at(static_cast<std::size_t>(layer.value)); }
  [[nodiscard]] at::Tensor v_scale(LayerIndex layer) const { return r_.v_log_scale.select(0, layer.value).exp(); }

  /// `s` undefined: no scales; else it broadcasts to x.
  static at::Tensor learned(const at::Tensor& x, const at::Tensor& r, const at::Tensor& s,
                            const SiteQuantizer& quantizer) {
    const at::Tensor error = [&] {
      const at::NoGradGuard no_gradient;
      const at::Tensor y = s.defined() ? x / s : x;
      return quantizer.error(at::matmul(y, r.to(y.scalar_type())));
    }();
    const std::int64_t n = r.size(0);
    const at::Tensor back = r.to(x.scalar_type()).t();
    if (!s.defined()) return at::addmm(x.reshape({-1, n}), error.reshape({-1, n}), back).view(x.sizes());
    return x + at::matmul(error, back) * s.to(x.scalar_type());
  }

  /// (Q(xH) − xH) Hᵀ, held constant.
  static at::Tensor fixed_error(const at::Tensor& x, const std::optional<HadamardPlan>& plan,
                                const SiteQuantizer& quantizer) {
    const at::NoGradGuard no_gradient;
    return plan ? quantizer.rotated_error(x, plan->matrix()) : quantizer.error(x);
  }

  [[nodiscard]] at::Tensor down_error(LayerIndex layer, const at::Tensor& x, const SiteQuantizer& quantizer) const {
    if (online_.r4_blocks.empty()) return fixed_error(x, online_.r4, quantizer);
    const at::NoGradGuard no_gradient;
    return online_.rotate_down(layer.value, quantizer.error(online_.rotate_down(layer.value, x)), true);
  }

  const LearnedRotations& r_;
  const RotationSet& online_;
  const QuantSpec& quant_;
};

class SiteFormObjective final : public NetworkObjective {
 public:
  SiteFormObjective(const LearningData& data, const LearnRequest& request, const Recording& recording)
      : NetworkObjective(data, request),
        share_of_([this](const std::vector<at::Tensor>& inputs) { return loss_and_gradients(inputs); }, recording) {}

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    const at::Tensor batch = step_windows(step);
    stop_ = &stop;
    like_ = &r;
    // Windows go through the network `micro_batch` at a time (default one): the activations that the backward pass
    // needs are those of these windows only.
    const std::int64_t together = std::max(1, request_.micro_batch);
    double sum = 0;
    std::vector<at::Tensor> gradients(as_list(r).size());
    for (std::int64_t b = 0; b < batch.size(0); b += together) {
      std::vector<at::Tensor> inputs = as_list(r);
      inputs.push_back(batch.slice(0, b, std::min(b + together, batch.size(0))));
      const std::vector<at::Tensor> found = share_of_(inputs);
      sum += found[0].item<double>();
      for (std::size_t i = 1; i < found.size(); ++i) {
        at::Tensor& g = gradients[i - 1];
        g = g.defined() ? g + found[i] : found[i];
      }
    }
    return as_gradient(sum, gradients, r, batch.numel());
  }

 protected:
  at::Tensor loss_of(const LearnedRotations& r, const at::Tensor& x, const std::stop_token& stop) override {
    const Network& network = *data_.folded;
    const auto block = [&](std::size_t layer, const at::Tensor& in, const RopeTables& tables,
                           const LearnedRotations& given) {
      SiteFormHook hook(given, data_.online, request_.quant);
      return block_forward(network, layer, in, tables, &hook);
    };
    const RopeTables tables = rope_tables(network.inverse_frequencies, x.size(1));
    const at::Tensor stream = run_blocks(block, network.blocks.size(), at::embedding(network.embedding, x), tables, r,
                                         request_.recompute, stop);
    return loss(rms_norm(stream, network.final_norm, network.config.rms_norm_eps), network.head, x, stop);
  }

 private:
  /// What is learned (as_list), then windows → their share of the step's loss, then its gradients. The host never waits
  /// in here.
  std::vector<at::Tensor> loss_and_gradients(const std::vector<at::Tensor>& inputs) {
    const at::Tensor& x = inputs.back();
    const LearnedRotations parameters = as_parameters(from_list({inputs.begin(), inputs.end() - 1}, *like_));
    const double share = static_cast<double>(x.size(0)) / static_cast<double>(request_.batch);
    const at::Tensor l = loss_of(parameters, x, *stop_) * share;
    std::vector<at::Tensor> result{l.detach()};
    const std::vector<at::Tensor> leaves = as_list(parameters);
    std::vector<at::Tensor> g(leaves.size());
    // Without: nothing that is learned acts at a site that is quantized.
    if (l.requires_grad()) g = torch::autograd::grad({l}, leaves, {}, false, false, true);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      result.push_back(g[i].defined() ? g[i] : at::zeros_like(leaves[i].detach()));
    }
    return result;
  }

  RecordedFunction share_of_;
  const std::stop_token* stop_ = nullptr;   ///< of the step that is being evaluated
  const LearnedRotations* like_ = nullptr;  ///< what is learned in it
};

}  // namespace

std::unique_ptr<Objective> site_form_objective(const LearningData& data, const LearnRequest& request,
                                               const Recording& recording) {
  return std::make_unique<SiteFormObjective>(data, request, recording);
}

}  // namespace rotorscope
