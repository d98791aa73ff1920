#include "core/rotation/network_objective.h"

#include "core/rotation/losses.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

namespace rotorscope {
namespace {

at::Tensor as_parameter(const at::Tensor& r) { return r.detach().clone().requires_grad_(true); }

/// A block whose inner activations are thrown away and made again in the backward pass.
class Recomputed : public torch::autograd::Function<Recomputed> {
 public:
  /// The stream, R1, the layer's R2 and the scales (empty tensors: none) → the stream behind the block.
  using Work = std::function<at::Tensor(const std::vector<at::Tensor>& inputs)>;

  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& r1,
                            const at::Tensor& r2, const at::Tensor& v_log_scale, const at::Tensor& down_log_scale,
                            std::shared_ptr<Work> work) {
    const at::NoGradGuard no_gradient;
    const std::vector<at::Tensor> inputs = {x, r1, r2, v_log_scale, down_log_scale};
    at::Tensor y = (*work)(inputs);
    context->save_for_backward(inputs);
    context->saved_data["work"] = c10::IValue::make_capsule(c10::make_intrusive<Holder>(std::move(work)));
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto holder = c10::static_intrusive_pointer_cast<Holder>(context->saved_data["work"].toCapsule());
    std::vector<at::Tensor> inputs;
    std::vector<at::Tensor> wanted;
    for (const at::Tensor& saved : context->get_saved_variables()) {
      inputs.push_back(saved.detach().requires_grad_(saved.requires_grad()));
      if (saved.requires_grad()) wanted.push_back(inputs.back());
    }
    const at::AutoGradMode with_gradient(true);
    const at::Tensor y = (*holder->work)(inputs);
    const auto found = torch::autograd::grad({y}, wanted, {gradients[0]}, false, false, true);
    torch::autograd::variable_list result;
    std::size_t next = 0;
    for (const at::Tensor& input : inputs) result.push_back(input.requires_grad() ? found[next++] : at::Tensor());
    result.emplace_back();  // of `work`
    return result;
  }

 private:
  struct Holder : torch::CustomClassHolder {
    explicit Holder(std::shared_ptr<Work> held) : work(std::move(held)) {}
    std::shared_ptr<Work> work;
  };
};

/// The largest |x| of each token anywhere in the stream.
class StreamPeaks final : public SiteHook {
 public:
  at::Tensor visit(LayerIndex, Site site, const at::Tensor& x) override {
    if (site != Site::residual) return x;
    const at::Tensor peak = x.abs().amax(-1);
    peaks = peaks.defined() ? at::maximum(peaks, peak) : peak;
    return x;
  }
  at::Tensor peaks;  ///< [batch, tokens]
};

/// A token whose activations stand so far above the median token's has massive activations (Sun et al. 2024).
constexpr double massive_ratio = 10.0;

}  // namespace

LearnedRotations as_parameters(const LearnedRotations& r) {
  LearnedRotations parameters{as_parameter(r.r1), {}, {}, {}};
  for (const at::Tensor& m : r.r2) parameters.r2.push_back(as_parameter(m));
  if (r.has_scales()) {
    parameters.v_log_scale = as_parameter(r.v_log_scale);
    parameters.down_log_scale = as_parameter(r.down_log_scale);
  }
  return parameters;
}

std::vector<at::Tensor> as_list(const LearnedRotations& r) {
  std::vector<at::Tensor> list{r.r1};
  list.insert(list.end(), r.r2.begin(), r.r2.end());
  if (r.has_scales()) {
    list.push_back(r.v_log_scale);
    list.push_back(r.down_log_scale);
  }
  return list;
}

LearnedRotations from_list(const std::vector<at::Tensor>& list, const LearnedRotations& like) {
  LearnedRotations r{list.at(0), {}, {}, {}};
  const std::size_t layers = like.r2.size();
  for (std::size_t i = 0; i < layers; ++i) r.r2.push_back(list.at(1 + i));
  if (like.has_scales()) {
    r.v_log_scale = list.at(1 + layers);
    r.down_log_scale = list.at(2 + layers);
  }
  return r;
}

LossAndGradient as_gradient(double loss, const std::vector<at::Tensor>& gradients, const LearnedRotations& r,
                            std::int64_t tokens) {
  const std::vector<at::Tensor> parameters = as_list(r);
  std::vector<at::Tensor> all;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    all.push_back(gradients[i].defined() ? gradients[i] : at::zeros_like(parameters[i]));
  }
  LearnedRotations g = from_list(all, r);
  return {loss, g.r1, std::move(g.r2), g.v_log_scale, g.down_log_scale, tokens};
}

at::Tensor run_blocks(const BlockFunction& block, std::size_t layers, at::Tensor x, const RopeTables& tables,
                      const LearnedRotations& r, bool recompute, const std::stop_token& stop) {
  make_ready_to_compute();
  for (std::size_t layer = 0; layer < layers; ++layer) {
    if (stop.stop_requested()) throw Cancelled{};
    if (x.requires_grad()) x = cancel_point(x, stop);
    if (!recompute || !at::GradMode::is_enabled()) {
      x = block(layer, x, tables, r);
      continue;
    }
    const bool scaled = r.has_scales();
    auto work = std::make_shared<Recomputed::Work>(
        [block, layer, layers, scaled, tables](const std::vector<at::Tensor>& inputs) {
          LearnedRotations given{inputs[1], std::vector<at::Tensor>(layers), {}, {}};
          given.r2[layer] = inputs[2];
          if (scaled) {
            given.v_log_scale = inputs[3];
            given.down_log_scale = inputs[4];
          }
          return block(layer, inputs[0], tables, given);
        });
    const at::Tensor none = at::empty({0}, r.r1.options());
    x = Recomputed::apply(x, r.r1, r.r2.at(layer), scaled ? r.v_log_scale : none, scaled ? r.down_log_scale : none,
                          work);
  }
  return x;
}

std::optional<double> NetworkObjective::held_out(const LearnedRotations& r, const std::stop_token& stop) {
  if (!data_.held_out.defined() || data_.held_out.size(0) == 0) return std::nullopt;
  const at::NoGradGuard no_gradient;
  double sum = 0;
  for (std::int64_t w = 0; w < data_.held_out.size(0); ++w) {
    sum += loss_of(r, data_.held_out.slice(0, w, w + 1), stop).item<double>();
  }
  return sum / static_cast<double>(data_.held_out.size(0));
}

at::Tensor NetworkObjective::step_windows(int step) const {
  const std::int64_t count = data_.windows.size(0);
  std::vector<at::Tensor> rows;
  for (int b = 0; b < request_.batch; ++b) {
    rows.push_back(data_.windows[(static_cast<std::int64_t>(step) * request_.batch + b) % count]);
  }
  return at::stack(rows);
}

at::Tensor NetworkObjective::token_weights(const at::Tensor& x, const std::stop_token& stop) const {
  if (request_.massive_weight == 1.0) return {};
  const at::NoGradGuard no_gradient;
  StreamPeaks hook;
  forward(*data_.folded, x, &hook, stop);
  const at::Tensor massive = hook.peaks.gt(massive_ratio * hook.peaks.median());
  return at::where(massive, at::full({}, request_.massive_weight, hook.peaks.options()),
                   at::ones({}, hook.peaks.options()));
}

at::Tensor NetworkObjective::loss(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& x,
                                  const std::stop_token& stop) const {
  const std::int64_t n = hidden.size(-1);
  const at::Tensor weights = token_weights(x, stop);
  if (request_.objective == "kl") {
    const at::Tensor reference = [&] {
      const at::NoGradGuard no_gradient;
      return forward(*data_.folded, x, nullptr, stop).reshape({-1, n});
    }();
    return top_kl_loss(hidden.reshape({-1, n}), head, top_logits(reference, data_.folded->head, request_.topk),
                       weights.defined() ? weights.flatten() : weights);
  }
  const std::int64_t last = hidden.size(1) - 1;
  const at::Tensor predicting = hidden.slice(1, 0, last).reshape({-1, n});
  return cross_entropy_loss(predicting, head, x.slice(1, 1).reshape({-1}),
                            weights.defined() ? weights.slice(1, 0, last).flatten() : weights);
}

}  // namespace rotorscope
