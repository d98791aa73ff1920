#include "core/rotation/merge.h"

#include "core/model/spill.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace rotorscope {
namespace {

/// a · b where the rotation is, the result where the weight was. The product of two float64 matrices needs three of
/// them there, for a moment.
at::Tensor product(const at::Tensor& a, const at::Tensor& b, const at::Tensor& weight, const at::Tensor& r) {
  return at::matmul(a.to(r.device()).to(at::kDouble), b.to(r.device()).to(at::kDouble))
      .to(at::kFloat)
      .to(weight.device());
}

at::Tensor times(const at::Tensor& w, const at::Tensor& r) { return product(w, r, w, r); }
at::Tensor transposed_times(const at::Tensor& r, const at::Tensor& w) { return product(r.t(), w, w, r); }

/// W · R: the linear reads rotated activations.
void rotate_input(Linear& linear, const at::Tensor& r) { linear.weight = times(linear.weight, r); }

/// Rᵀ · W and b · R: the linear writes rotated activations.
void rotate_output(Linear& linear, const at::Tensor& r) {
  linear.weight = transposed_times(r, linear.weight);
  if (linear.bias.defined()) linear.bias = times(linear.bias.unsqueeze(0), r).squeeze(0);
}

/// The same by heads: v writes each head rotated, o reads it.
void rotate_heads(Linear& v, Linear& o, const at::Tensor& r) {
  const std::int64_t d = r.size(0);
  const std::int64_t kv_heads = v.weight.size(0) / d;
  const std::int64_t heads = o.weight.size(1) / d;
  v.weight = transposed_times(r, v.weight.view({kv_heads, d, v.weight.size(1)})).reshape(v.weight.sizes());
  if (v.bias.defined()) v.bias = times(v.bias.view({kv_heads, d}), r).flatten();
  o.weight = times(o.weight.view({o.weight.size(0), heads, d}), r).reshape(o.weight.sizes());
}

/// Rows of W (and b) divided by s: the linear writes scaled activations.
void divide_rows(Linear& linear, const at::Tensor& s) {
  const at::Tensor scale = s.to(linear.weight.device(), at::kDouble);
  linear.weight = (linear.weight.to(at::kDouble) / scale.unsqueeze(1)).to(at::kFloat);
  if (linear.bias.defined()) linear.bias = (linear.bias.to(at::kDouble) / scale).to(at::kFloat);
}

/// Columns of W times s: the linear reads scaled activations.
void multiply_columns(Linear& linear, const at::Tensor& s) {
  linear.weight = (linear.weight.to(at::kDouble) * s.to(linear.weight.device(), at::kDouble)).to(at::kFloat);
}

Status check_scales(const std::vector<at::Tensor>& scales, std::int64_t layers, at::IntArrayRef sizes) {
  if (scales.empty()) return {};
  const auto fits = [&](const at::Tensor& s) {
    return s.sizes() == sizes && s.gt(0).all().item<bool>() && s.isfinite().all().item<bool>();
  };
  if (scales.size() == static_cast<std::size_t>(layers) && std::all_of(scales.begin(), scales.end(), fits)) return {};
  return fail("the diagonal scales are not " + std::to_string(layers) + " × " +
                  std::to_string(c10::multiply_integers(sizes)) + " positive numbers",
              "rotation", "use a rotation that was made for this model");
}

Status check_blocks(const std::vector<at::Tensor>& blocks, std::int64_t layers, std::int64_t width) {
  if (blocks.empty()) return {};
  const auto fits = [&](const at::Tensor& b) {
    return b.dim() == 3 && b.size(1) == b.size(2) && b.size(0) * b.size(1) == width;
  };
  if (blocks.size() == static_cast<std::size_t>(layers) && std::all_of(blocks.begin(), blocks.end(), fits)) return {};
  return fail("the blocks of R4 are not " + std::to_string(layers) + " stacks of square blocks over " +
                  std::to_string(width) + " channels",
              "rotation", "use a rotation that was made for this model");
}

/// Where a set's products are computed: where its matrices are; a set without any computes where the weight is.
c10::Device device_of(const RotationSet& set, const at::Tensor& weight) {
  if (set.r1.defined()) return set.r1.device();
  return set.r2.empty() ? weight.device() : set.r2[0].device();
}

Status check_shapes(const Network& network, const RotationSet& set) {
  const ModelConfig& c = network.config;
  const auto square = [](const at::Tensor& r, std::int64_t n) {
    return r.dim() == 2 && r.size(0) == n && r.size(1) == n;
  };
  const char* hint = "use a rotation that was made for this model";
  if (set.r1.defined() && !square(set.r1, c.hidden_size)) {
    return fail("R1 is not " + std::to_string(c.hidden_size) + " × " + std::to_string(c.hidden_size), "rotation", hint);
  }
  if (!set.r2.empty() && set.r2.size() != static_cast<std::size_t>(c.layers)) {
    return fail(
        "there are " + std::to_string(set.r2.size()) + " R2 matrices for " + std::to_string(c.layers) + " layers",
        "rotation", hint);
  }
  for (const at::Tensor& r : set.r2) {
    if (!square(r, c.head_dim)) {
      return fail("an R2 is not " + std::to_string(c.head_dim) + " × " + std::to_string(c.head_dim), "rotation", hint);
    }
  }
  ROTOR_CHECK(check_blocks(set.r4_blocks, c.layers, c.intermediate_size));
  ROTOR_CHECK(check_scales(set.v_scale, c.layers, {c.kv_heads, c.head_dim}));
  return check_scales(set.down_scale, c.layers, {c.intermediate_size});
}

}  // namespace

Result<Network> merge_rotation(const Network& folded, const RotationSet& set, Progress& progress,
                               const std::stop_token& stop) {
  ROTOR_CHECK(check_shapes(folded, set));
  const at::NoGradGuard no_gradient;
  Network network = folded;
  if (set.r1.defined()) {
    network.embedding = times(folded.embedding, set.r1);
    network.head = times(folded.head, set.r1);
    if (network.spill) {
      network.embedding = network.spill->keep(network.embedding);
      network.head = network.spill->keep(network.head);
      for (const at::Tensor* read : {&folded.embedding, &folded.head}) network.spill->release(*read);
    }
  }
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    if (stop.stop_requested()) throw Cancelled{};
    progress.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(network.blocks.size()),
                     "Merging rotations");
    Block& block = network.blocks[i];
    if (!set.v_scale.empty()) {
      divide_rows(block.v, set.v_scale[i].flatten());
      multiply_columns(block.o, scale_of_heads(set.v_scale[i], network.config.attention_heads).flatten());
    }
    if (!set.down_scale.empty()) {
      divide_rows(block.up, set.down_scale[i]);
      multiply_columns(block.down, set.down_scale[i]);
    }
    if (set.r1.defined()) {
      for (Linear* linear : {&block.q, &block.k, &block.v, &block.gate, &block.up}) rotate_input(*linear, set.r1);
      for (Linear* linear : {&block.o, &block.down}) rotate_output(*linear, set.r1);
    }
    if (!set.r2.empty()) rotate_heads(block.v, block.o, set.r2[i]);
    if (set.r4) {
      const at::Tensor& w = block.down.weight;
      const at::Tensor exact = w.to(device_of(set, w)).to(at::kDouble);
      block.down.weight = set.rotate_down(static_cast<std::int64_t>(i), exact).to(at::kFloat).to(w.device());
    }
    if (network.spill) block = network.spill->keep(block, folded.blocks[i]);
  }
  return network;
}

at::Tensor OnlineRotation::before_rope(LayerIndex layer, const at::Tensor& k, const HadamardMatrix*) {
  if (inner_ == nullptr) return k;
  if (!r3_) return inner_->before_rope(layer, k, nullptr);
  const HadamardMatrix h = r3_->matrix();
  return inner_->before_rope(layer, k, &h);
}

at::Tensor OnlineRotation::visit(LayerIndex layer, Site site, const at::Tensor& x) {
  const bool queries_or_keys = site == Site::q || site == Site::k;
  const HadamardPlan* plan = nullptr;
  if (r3_ && queries_or_keys) plan = &*r3_;
  if (r4_ && site == Site::down_in) plan = &*r4_;
  if (plan == nullptr) return inner_ == nullptr ? x : inner_->visit(layer, site, x);
  if (site == Site::down_in && !r4_blocks_.empty()) {
    const at::Tensor y = times_blocks(plan->apply(x), r4_blocks_.at(static_cast<std::size_t>(layer.value)));
    return inner_ == nullptr ? y : inner_->visit(layer, site, y);
  }
  return inner_ == nullptr ? plan->apply(x) : inner_->visit_rotated(layer, site, x, plan->matrix());
}

}  // namespace rotorscope
