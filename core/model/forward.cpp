#include "core/model/forward.h"

#include "core/model/fused.h"
#include "core/model/spill.h"

#include <optional>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace rotorscope {
namespace {

/// Identity whose backward pass looks at the stop token, so that a long backward can be cancelled too.
class CancelPoint : public torch::autograd::Function<CancelPoint> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x,
                            const std::stop_token& stop) {
    context->saved_data["stop"] = c10::IValue(reinterpret_cast<std::int64_t>(&stop));
    return x.view_as(x);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto* stop = reinterpret_cast<const std::stop_token*>(context->saved_data["stop"].toInt());
    if (stop->stop_requested()) throw Cancelled{};
    return {gradients[0], at::Tensor()};
  }
};

/// MKL's vector functions set themselves up at their first call. Two threads that make it at once can get results of
/// reduced accuracy (seen: half of the RoPE angles' cosines off by 5e-4, in three processes of a hundred). So each is
/// called once, by one thread, before the first pass.
bool set_up_vector_functions() {
  const at::Tensor few = at::linspace(0.1, 1.0, 64, at::kFloat);
  few.cos();
  few.sin();
  few.exp();
  few.log();
  return true;
}

/// [tokens, tokens], true where a row's token sees a column's: itself and the window − 1 before it.
at::Tensor window_mask(std::int64_t tokens, std::int64_t window, at::Device device) {
  return at::ones({tokens, tokens}, at::TensorOptions(device).dtype(at::kBool)).tril().triu(1 - window);
}

at::Tensor apply(const Linear& linear, const at::Tensor& x) { return at::linear(x, linear.weight, linear.bias); }

}  // namespace

const std::stop_token& never_stopped() {
  static const std::stop_token token;
  return token;
}

at::Tensor cancel_point(const at::Tensor& x, const std::stop_token& stop) { return CancelPoint::apply(x, stop); }

void make_ready_to_compute() { [[maybe_unused]] static const bool ready = set_up_vector_functions(); }

at::Tensor BlockStages::attention_input(const at::Tensor& x) const {
  return rms_norm(x, block().input_norm, network.config.rms_norm_eps);
}

at::Tensor BlockStages::attention(const at::Tensor& h, const RopeTables& tables, SiteHook* hook) const {
  const ModelConfig& c = network.config;
  const auto heads = [&](const Linear& linear, std::int64_t count, const at::Tensor& gain) {
    const at::Tensor y = apply(linear, h).view({h.size(0), h.size(1), count, c.head_dim});
    return (gain.defined() ? rms_norm(y, gain, c.rms_norm_eps) : y).transpose(1, 2);
  };
  const at::Tensor q = see(hook, Site::q, apply_rope(heads(block().q, c.attention_heads, block().q_norm), tables));
  at::Tensor k = heads(block().k, c.kv_heads, block().k_norm);
  if (hook != nullptr) k = hook->before_rope(LayerIndex(static_cast<std::int64_t>(layer)), k, nullptr);
  k = see(hook, Site::k, apply_rope(k, tables));
  at::Tensor v = see(hook, Site::v, heads(block().v, c.kv_heads, {}));
  const std::int64_t repeat = c.attention_heads / c.kv_heads;
  if (repeat > 1) {
    k = k.repeat_interleave(repeat, 1);
    v = v.repeat_interleave(repeat, 1);
  }
  std::optional<at::Tensor> mask;
  if (const int window = c.window_of(layer); window > 0 && h.size(1) > window) {
    mask = window_mask(h.size(1), window, h.device());
  }
  return at::scaled_dot_product_attention(q, k, v, mask, 0.0, !mask).transpose(1, 2);
}

at::Tensor BlockStages::after_attention(const at::Tensor& x, const at::Tensor& o_in) const {
  return x + apply(block().o, o_in.reshape({x.size(0), x.size(1), -1}));
}

at::Tensor BlockStages::mlp_input(const at::Tensor& x) const {
  return rms_norm(x, block().post_norm, network.config.rms_norm_eps);
}

at::Tensor BlockStages::mlp_hidden(const at::Tensor& h) const {
  return silu_product(apply(block().gate, h), apply(block().up, h));
}

at::Tensor BlockStages::after_mlp(const at::Tensor& x, const at::Tensor& down_in) const {
  return x + apply(block().down, down_in);
}

at::Tensor BlockStages::see(SiteHook* hook, Site site, const at::Tensor& x) const {
  return hook == nullptr ? x : hook->visit(LayerIndex(static_cast<std::int64_t>(layer)), site, x);
}

at::Tensor block_forward(const Network& network, std::size_t layer, const at::Tensor& x, const RopeTables& tables,
                         SiteHook* hook) {
  const BlockStages stages{network, layer};
  at::Tensor h = stages.see(hook, Site::attn_in, stages.attention_input(x));
  h = stages.see(hook, Site::o_in, stages.attention(h, tables, hook));
  const at::Tensor middle = stages.after_attention(x, h);
  h = stages.see(hook, Site::mlp_in, stages.mlp_input(middle));
  h = stages.see(hook, Site::down_in, stages.mlp_hidden(h));
  return stages.see(hook, Site::residual, stages.after_mlp(middle, h));
}

at::Tensor forward(const Network& network, const at::Tensor& ids, SiteHook* hook, const std::stop_token& stop) {
  make_ready_to_compute();
  if (network.spill) network.spill->release(network.head);  // the last pass's
  const RopeTables tables = rope_tables(network.inverse_frequencies, ids.size(1));
  at::Tensor x = at::embedding(network.embedding, ids);
  Network brought = network;  // references to the same tensors; what a stream brings takes its place there
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    if (stop.stop_requested()) throw Cancelled{};
    if (network.stream) brought.blocks[i] = network.block(i);
    if (x.requires_grad()) x = CancelPoint::apply(x, stop);
    x = block_forward(brought, i, x, tables, hook);
    if (network.spill && !x.requires_grad()) network.spill->release(brought.blocks[i]);
  }
  x = rms_norm(x, network.final_norm, network.config.rms_norm_eps);
  return hook == nullptr ? x
                         : hook->visit(LayerIndex(static_cast<std::int64_t>(network.blocks.size())), Site::head_in, x);
}

at::Tensor logits(const Network& network, const at::Tensor& hidden) {
  return at::linear(hidden, network.head).to(at::kFloat);
}

}  // namespace rotorscope
