#include "core/analysis/site_capture.h"

#include <ATen/ATen.h>

namespace rotorscope {

at::Tensor SiteCapture::visit(LayerIndex layer, Site site, const at::Tensor& x) {
  at::Tensor flat = x.detach();
  const bool head_major = site == Site::q || site == Site::k || site == Site::v;  // [batch, heads, tokens, d]
  if (head_major) flat = flat.transpose(1, 2);
  flat = flat.flatten(0, 1).flatten(1).to(at::kFloat).contiguous().cpu();  // a GPU's memory is for the network
  auto& kept = activations_[{layer.value, site}];
  kept = kept.defined() ? at::cat({kept, flat}, 0) : flat;
  return x;
}

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
      if (set.r2.empty()) return x;
      const at::Tensor r = set.r2.at(static_cast<std::size_t>(layer)).to(x.device(), at::kFloat);
      return at::matmul(x.view({x.size(0), -1, r.size(0)}), r).reshape(x.sizes());
    }
    case Site::q:
    case Site::k:
      return set.r3 ? set.r3->apply(x.view({x.size(0), -1, set.r3->order()})).reshape(x.sizes()) : x;
    case Site::down_in:
      return set.r4 ? set.r4->apply(x) : x;
  }
  return x;
}

}  // namespace rotorscope
