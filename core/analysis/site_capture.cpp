#include "core/analysis/site_capture.h"

#include "core/model/spill.h"

#include <ATen/ATen.h>

namespace rotorscope {

at::Tensor SiteCapture::visit(LayerIndex layer, Site site, const at::Tensor& x) {
  at::Tensor flat = x.detach();
  const bool head_major = site == Site::q || site == Site::k || site == Site::v;  // [batch, heads, tokens, d]
  if (head_major) flat = flat.transpose(1, 2);
  flat = flat.flatten(0, 1).flatten(1).to(at::kFloat).contiguous().cpu();  // a GPU's memory is for the network
  auto& kept = activations_[{layer.value, site}];
  kept = kept.defined() ? at::cat({kept, flat}, 0) : flat;
  if (spill_) {
    kept = spill_->keep(kept);
    spill_->release(kept);
  }
  return x;
}

namespace {

at::Tensor rotate_down(const at::Tensor& x, std::int64_t layer, const RotationSet& set) {
  at::Tensor y = x;
  if (!set.down_scale.empty()) y = x / set.down_scale.at(static_cast<std::size_t>(layer)).to(x.device(), at::kFloat);
  return set.rotate_down(layer, y);
}

}  // namespace

at::Tensor rotate_site(const at::Tensor& x, std::int64_t layer, Site site, const RotationSet& set) {
  const at::NoGradGuard no_gradient;
  switch (site) {
    case Site::attn_in:
    case Site::mlp_in:
    case Site::head_in:
    case Site::residual:
      return set.r1.defined() ? at::matmul(x, set.r1.to(x.device(), at::kFloat)) : x;
    case Site::v:
    case Site::o_in: {
      at::Tensor y = x;
      if (!set.v_scale.empty()) {
        // a kv head's scales serve the query heads of its group
        const at::Tensor s = set.v_scale.at(static_cast<std::size_t>(layer)).to(x.device(), at::kFloat);
        y = x / s.repeat_interleave(x.size(1) / s.numel(), 0).flatten();
      }
      if (set.r2.empty()) return y;
      const at::Tensor r = set.r2.at(static_cast<std::size_t>(layer)).to(x.device(), at::kFloat);
      return at::matmul(y.view({y.size(0), -1, r.size(0)}), r).reshape(y.sizes());
    }
    case Site::q:
    case Site::k:
      return set.r3 ? set.r3->apply(x.view({x.size(0), -1, set.r3->order()})).reshape(x.sizes()) : x;
    case Site::down_in:
      return rotate_down(x, layer, set);
  }
  return x;
}

}  // namespace rotorscope
