// The objectives that run the whole network: site form and merged form.
#include "core/model/forward.h"
#include "core/quant/fake_quantizer.h"
#include "core/quant/quantize_hook.h"
#include "core/rotation/losses.h"
#include "core/rotation/merge.h"
#include "core/rotation/objective.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

namespace rotorscope {
namespace {

at::Tensor as_parameter(const at::Tensor& r) { return r.detach().clone().requires_grad_(true); }

LearnedRotations as_parameters(const LearnedRotations& r) {
  LearnedRotations parameters{as_parameter(r.r1), {}};
  for (const at::Tensor& m : r.r2) parameters.r2.push_back(as_parameter(m));
  return parameters;
}

std::vector<at::Tensor> as_list(const LearnedRotations& r) {
  std::vector<at::Tensor> list{r.r1};
  list.insert(list.end(), r.r2.begin(), r.r2.end());
  return list;
}

/// e = Q(xR) − xR, constant; the network goes on with x + e Rᵀ.
class SiteFormHook final : public SiteHook {
 public:
  SiteFormHook(const LearnedRotations& r, const RotationSet& online, const QuantSpec& quant)
      : r_(r), online_(online), quant_(quant) {}

  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
    const SiteQuantizer quantizer = site_quantizer(site, quant_);
    if (!quantizer.active()) return x;
    switch (site) {
      case Site::attn_in:
      case Site::mlp_in:
        return learned(x, r_.r1, quantizer);
      case Site::v:
        return learned(x, r_.r2.at(static_cast<std::size_t>(layer.value)), quantizer);
      case Site::o_in:
        return learned(x, r_.r2.at(static_cast<std::size_t>(layer.value)), quantizer);
      case Site::k:
        return fixed(x, online_.r3, quantizer);
      case Site::down_in:
        return fixed(x, online_.r4, quantizer);
      default:
        return x;
    }
  }

 private:
  static at::Tensor learned(const at::Tensor& x, const at::Tensor& r, const SiteQuantizer& quantizer) {
    const at::Tensor error = [&] {
      const at::NoGradGuard no_gradient;
      return quantizer.error(at::matmul(x, r));
    }();
    return at::addmm(x.reshape({-1, r.size(0)}), error.reshape({-1, r.size(0)}), r.t()).view(x.sizes());
  }

  static at::Tensor fixed(const at::Tensor& x, const std::optional<HadamardPlan>& plan,
                          const SiteQuantizer& quantizer) {
    const at::Tensor error = [&] {
      const at::NoGradGuard no_gradient;
      return plan ? quantizer.rotated_error(x, plan->matrix()) : quantizer.error(x);
    }();
    return x + error;
  }

  const LearnedRotations& r_;
  const RotationSet& online_;
  const QuantSpec& quant_;
};

/// The base of both forms: which windows a step looks at, and the loss of hidden states.
class NetworkObjective : public Objective {
 public:
  NetworkObjective(const LearningData& data, const LearnRequest& request) : data_(data), request_(request) {}

 protected:
  [[nodiscard]] at::Tensor step_windows(int step) const {
    const std::int64_t count = data_.windows.size(0);
    std::vector<at::Tensor> rows;
    for (int b = 0; b < request_.batch; ++b) {
      rows.push_back(data_.windows[(static_cast<std::int64_t>(step) * request_.batch + b) % count]);
    }
    return at::stack(rows);
  }

  /// Mean loss of windows x [batch, tokens] with their hidden states [batch, tokens, n].
  [[nodiscard]] at::Tensor loss(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& x,
                                const std::stop_token& stop) const {
    const std::int64_t n = hidden.size(-1);
    if (request_.objective == "kl") {
      const at::Tensor reference = [&] {
        const at::NoGradGuard no_gradient;
        return forward(*data_.folded, x, nullptr, stop).reshape({-1, n});
      }();
      return top_kl_loss(hidden.reshape({-1, n}), head, top_logits(reference, data_.folded->head, request_.topk));
    }
    const at::Tensor predicting = hidden.slice(1, 0, hidden.size(1) - 1).reshape({-1, n});
    return cross_entropy_loss(predicting, head, x.slice(1, 1).reshape({-1}));
  }

  LearningData data_;
  LearnRequest request_;
};

class SiteFormObjective final : public NetworkObjective {
 public:
  using NetworkObjective::NetworkObjective;

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    const at::Tensor batch = step_windows(step);
    LossAndGradient sum;
    std::vector<at::Tensor> gradients;
    // A window at a time: the activations that the backward pass needs are those of one window only.
    for (std::int64_t b = 0; b < batch.size(0); ++b) {
      const LearnedRotations parameters = as_parameters(r);
      SiteFormHook hook(parameters, data_.online, request_.quant);
      const at::Tensor x = batch.slice(0, b, b + 1);
      const at::Tensor hidden = forward(*data_.folded, x, &hook, stop);
      const at::Tensor l = loss(hidden, data_.folded->head, x, stop) / static_cast<double>(batch.size(0));
      auto g = torch::autograd::grad({l}, as_list(parameters), {}, false, false, true);
      sum.loss += l.item<double>();
      sum.tokens += x.numel();
      for (std::size_t i = 0; i < g.size(); ++i) {
        if (!g[i].defined()) g[i] = at::zeros_like(i == 0 ? r.r1 : r.r2[i - 1]);
        if (b == 0) {
          gradients.push_back(g[i]);
        } else {
          gradients[i] += g[i];
        }
      }
    }
    sum.r1 = gradients[0];
    sum.r2.assign(gradients.begin() + 1, gradients.end());
    return sum;
  }
};

/// x · H with its gradient, for R3 and R4 on activations that depend on R.
class DifferentiableHadamard : public torch::autograd::Function<DifferentiableHadamard> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const HadamardPlan& plan) {
    context->saved_data["plan"] = c10::IValue(reinterpret_cast<std::int64_t>(&plan));
    return plan.apply(x);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto* plan = reinterpret_cast<const HadamardPlan*>(context->saved_data["plan"].toInt());
    return {plan->apply(gradients[0], true), at::Tensor()};
  }
};

/// R3 and R4 online, then the quantizers, differentiable in x.
class MergedFormHook final : public SiteHook {
 public:
  MergedFormHook(const RotationSet& online, const QuantSpec& quant) : online_(online), quantize_(quant) {}
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
    at::Tensor y = x;
    if (online_.r3 && (site == Site::q || site == Site::k)) y = DifferentiableHadamard::apply(x, *online_.r3);
    if (online_.r4 && site == Site::down_in) y = DifferentiableHadamard::apply(x, *online_.r4);
    return quantize_.visit(layer, site, y);
  }

 private:
  const RotationSet& online_;
  QuantizeHook quantize_;
};

/// merge_rotation in float32 with gradients to R1 and R2; `down_rotated` holds W_down · H4 a layer.
Network merge_differentiable(const Network& folded, const std::vector<at::Tensor>& down_rotated,
                             const LearnedRotations& r) {
  Network network = folded;
  network.embedding = at::matmul(folded.embedding, r.r1);
  network.head = at::matmul(folded.head, r.r1);
  const std::int64_t d = folded.config.head_dim;
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    Block& block = network.blocks[i];
    block.down.weight = down_rotated[i];
    for (Linear* linear : {&block.q, &block.k, &block.v, &block.gate, &block.up}) {
      linear->weight = at::matmul(linear->weight, r.r1);
    }
    for (Linear* linear : {&block.o, &block.down}) {
      linear->weight = at::matmul(r.r1.t(), linear->weight);
      if (linear->bias.defined()) linear->bias = at::matmul(linear->bias, r.r1);
    }
    if (r.r2.empty()) continue;
    const at::Tensor& r2 = r.r2[i];
    const at::Tensor v = block.v.weight;
    const at::Tensor o = block.o.weight;
    block.v.weight = at::matmul(r2.t(), v.view({-1, d, v.size(1)})).reshape(v.sizes());
    if (block.v.bias.defined()) block.v.bias = at::matmul(block.v.bias.view({-1, d}), r2).flatten();
    block.o.weight = at::matmul(o.view({o.size(0), -1, d}), r2).reshape(o.sizes());
  }
  return network;
}

class MergedFormObjective final : public NetworkObjective {
 public:
  MergedFormObjective(const LearningData& data, const LearnRequest& request) : NetworkObjective(data, request) {
    for (const Block& block : data.folded->blocks) {
      down_rotated_.push_back(data.online.r4 ? data.online.r4->apply(block.down.weight) : block.down.weight);
    }
  }

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    const at::Tensor x = step_windows(step);
    const LearnedRotations parameters = as_parameters(r);
    const Network network = merge_differentiable(*data_.folded, down_rotated_, parameters);
    MergedFormHook hook(data_.online, request_.quant);
    const at::Tensor hidden = forward(network, x, &hook, stop);
    const at::Tensor l = loss(hidden, network.head, x, stop);
    auto g = torch::autograd::grad({l}, as_list(parameters));
    LossAndGradient result{l.item<double>(), g[0], {g.begin() + 1, g.end()}, x.numel()};
    return result;
  }

 private:
  std::vector<at::Tensor> down_rotated_;
};

}  // namespace

std::unique_ptr<Objective> site_form_objective(const LearningData& data, const LearnRequest& request) {
  return std::make_unique<SiteFormObjective>(data, request);
}

std::unique_ptr<Objective> merged_form_objective(const LearningData& data, const LearnRequest& request) {
  return std::make_unique<MergedFormObjective>(data, request);
}

}  // namespace rotorscope
