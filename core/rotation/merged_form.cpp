// Merged form: the rotated network itself, its weights functions of what is learned, as SpinQuant trains it.
#include "core/model/fused.h"
#include "core/quant/fake_quantizer.h"
#include "core/quant/quantize_hook.h"
#include "core/quant/weight_quantizer.h"
#include "core/rotation/network_objective.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

namespace rotorscope {
namespace {

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
    if (online_.r4 && site == Site::down_in)
      y = with_blocks(layer.value, DifferentiableHadamard::apply(x, *online_.r4));
    return quantize_.visit(layer, site, y);
  }
  at::Tensor before_rope(LayerIndex layer, const at::Tensor& k, const HadamardMatrix*) override {
    if (!online_.r3) return quantize_.before_rope(layer, k, nullptr);
    const HadamardMatrix h = online_.r3->matrix();
    return quantize_.before_rope(layer, k, &h);
  }

 private:
  [[nodiscard]] at::Tensor with_blocks(std::int64_t layer, const at::Tensor& x) const {
    return online_.r4_blocks.empty() ? x : times_blocks(x, online_.r4_blocks.at(static_cast<std::size_t>(layer)));
  }

  const RotationSet& online_;
  QuantizeHook quantize_;
};

void scale_block(Block& block, const at::Tensor& v_scale, const at::Tensor& down_scale, std::int64_t heads) {
  const at::Tensor s = v_scale.flatten();
  block.v.weight = block.v.weight / s.unsqueeze(1);
  if (block.v.bias.defined()) block.v.bias = block.v.bias / s;
  block.o.weight = block.o.weight * scale_of_heads(v_scale, heads).flatten();
  block.up.weight = block.up.weight / down_scale.unsqueeze(1);
  if (block.up.bias.defined()) block.up.bias = block.up.bias / down_scale;
  block.down.weight = block.down.weight * down_scale;
}

class MergedFormObjective final : public NetworkObjective {
 public:
  MergedFormObjective(const LearningData& data, const LearnRequest& request) : NetworkObjective(data, request) {
    if (!data.online.r4) return;
    for (std::size_t i = 0; i < data.folded->blocks.size(); ++i) {
      down_rotated_.push_back(
          data.online.rotate_down(static_cast<std::int64_t>(i), data.folded->blocks[i].down.weight));
    }
  }

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    const at::Tensor x = step_windows(step);
    const LearnedRotations parameters = as_parameters(r);
    const at::Tensor l = loss_of(parameters, x, stop);
    const auto g = torch::autograd::grad({l}, as_list(parameters), {}, false, false, true);
    return as_gradient(l.item<double>(), g, r, x.numel());
  }

 protected:
  at::Tensor loss_of(const LearnedRotations& r, const at::Tensor& x, const std::stop_token& stop) override {
    const Network& folded = *data_.folded;
    const auto block = [this](std::size_t layer, const at::Tensor& in, const RopeTables& tables,
                              const LearnedRotations& given) {
      Network one = *data_.folded;  // references; only this block's are replaced
      one.blocks[layer] = merged_block(layer, given);
      MergedFormHook hook(data_.online, request_.quant);
      return block_forward(one, layer, in, tables, &hook);
    };
    const RopeTables tables = rope_tables(folded.inverse_frequencies, x.size(1));
    // (embedding · R1)[ids] = embedding[ids] · R1: only the rows that are looked up are multiplied.
    const at::Tensor stream =
        run_blocks(block, folded.blocks.size(), at::matmul(at::embedding(folded.embedding, x), r.r1), tables, r,
                   request_.recompute, stop);
    const at::Tensor hidden = rms_norm(stream, folded.final_norm, folded.config.rms_norm_eps);
    // hidden · (head · R1)ᵀ = (hidden · R1ᵀ) · headᵀ: the head itself stays.
    return loss(at::matmul(hidden, r.r1.t()), folded.head, x, stop);
  }

 private:
  /// W_down · diag(s) · R4 with its gradient to s.
  [[nodiscard]] at::Tensor scaled_down(std::size_t layer, const LearnedRotations& r) const {
    const at::Tensor s = r.down_log_scale.select(0, static_cast<std::int64_t>(layer)).exp();
    const at::Tensor w = DifferentiableHadamard::apply(data_.folded->blocks[layer].down.weight * s, *data_.online.r4);
    return data_.online.r4_blocks.empty() ? w : times_blocks(w, data_.online.r4_blocks.at(layer));
  }

  /// merge_rotation of one block in float32, with gradients to what is learned.
  [[nodiscard]] Block merged_block(std::size_t layer, const LearnedRotations& r) const {
    Block block = data_.folded->blocks[layer];
    const std::int64_t d = data_.folded->config.head_dim;
    if (r.has_scales()) {
      const auto at_layer = static_cast<std::int64_t>(layer);
      scale_block(block, r.v_log_scale.select(0, at_layer).exp(), r.down_log_scale.select(0, at_layer).exp(),
                  data_.folded->config.attention_heads);
    }
    if (data_.online.r4) {
      block.down.weight = down_rotated_.at(layer);
      if (r.has_scales()) block.down.weight = scaled_down(layer, r);
    }
    for (Linear* linear : {&block.q, &block.k, &block.v, &block.gate, &block.up}) {
      linear->weight = at::matmul(linear->weight, r.r1);
    }
    for (Linear* linear : {&block.o, &block.down}) {
      linear->weight = at::matmul(r.r1.t(), linear->weight);
      if (linear->bias.defined()) linear->bias = at::matmul(linear->bias, r.r1);
    }
    const at::Tensor& r2 = r.r2.at(layer);
    const at::Tensor v = block.v.weight;
    const at::Tensor o = block.o.weight;
    block.v.weight = at::matmul(r2.t(), v.view({-1, d, v.size(1)})).reshape(v.sizes());
    if (block.v.bias.defined()) block.v.bias = at::matmul(block.v.bias.view({-1, d}), r2).flatten();
    block.o.weight = at::matmul(o.view({o.size(0), -1, d}), r2).reshape(o.sizes());
    if (quantizes_weights(request_.quant)) quantize_straight_through(layer, block);
    return block;
  }

  void quantize_straight_through(std::size_t layer, Block& block) const {
    const QuantSpec& quant = request_.quant;
    block.for_each_linear([&](const char* name, Linear& linear) {
      const int bits = linear_bits(static_cast<std::int64_t>(layer), name, quant);
      if (bits >= 16) return;
      const at::Tensor error = [&] {
        const at::NoGradGuard no_gradient;
        return rtn_weight(linear.weight, bits, quant.w_symmetric, quant.w_group, false) - linear.weight;
      }();
      linear.weight = linear.weight + error;
    });
  }

  std::vector<at::Tensor> down_rotated_;  ///< W_down · H4 a layer, without scales
};

}  // namespace

std::unique_ptr<Objective> merged_form_objective(const LearningData& data, const LearnRequest& request) {
  return std::make_unique<MergedFormObjective>(data, request);
}

}  // namespace rotorscope
