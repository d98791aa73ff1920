#include "core/quant/quantize_hook.h"

#include "core/quant/fake_quantizer.h"

#include <ATen/ATen.h>

namespace rotorscope {

at::Tensor QuantizeHook::visit(LayerIndex, Site site, const at::Tensor& x) {
  const SiteQuantizer quantizer = site_quantizer(site, quant_);
  if (!quantizer.active()) return x;
  const at::Tensor y = quantizer.quantize(x);
  return x.requires_grad() ? x + (y - x).detach() : y;
}

at::Tensor QuantizeHook::visit_rotated(LayerIndex layer, Site site, const at::Tensor& x, const HadamardMatrix& h) {
  const SiteQuantizer quantizer = site_quantizer(site, quant_);
  if (quantizer.active() && !x.requires_grad()) return quantizer.rotate_and_quantize(x, h);
  return visit(layer, site, hadamard(x, h));
}

}  // namespace rotorscope
