#include "core/quant/quantize_hook.h"

#include "core/quant/fake_quantizer.h"

#include <ATen/ATen.h>

namespace rotorscope {

at::Tensor QuantizeHook::visit(LayerIndex layer, Site site, const at::Tensor& x) {
  if (site == Site::k && quant_.k_pre_rope) return x;
  const SiteQuantizer quantizer = site_quantizer(layer.value, site, quant_);
  if (!quantizer.active()) return x;
  const at::Tensor y = quantizer.quantize(x);
  return x.requires_grad() ? x + (y - x).detach() : y;
}

at::Tensor QuantizeHook::visit_rotated(LayerIndex layer, Site site, const at::Tensor& x, const HadamardMatrix& h) {
  const bool quantized_before = site == Site::k && quant_.k_pre_rope;
  const SiteQuantizer quantizer = site_quantizer(layer.value, site, quant_);
  if (quantizer.active() && !quantized_before && !x.requires_grad()) return quantizer.rotate_and_quantize(x, h);
  return visit(layer, site, hadamard(x, h));
}

at::Tensor QuantizeHook::before_rope(LayerIndex layer, const at::Tensor& k, const HadamardMatrix* h) {
  if (!quant_.k_pre_rope) return k;
  const SiteQuantizer quantizer = site_quantizer(layer.value, Site::k, quant_);
  if (!quantizer.active()) return k;
  const at::Tensor error = [&] {
    const at::NoGradGuard no_gradient;
    return h == nullptr ? quantizer.error(k) : quantizer.rotated_error(k, *h);
  }();
  return k + error;
}

}  // namespace rotorscope
