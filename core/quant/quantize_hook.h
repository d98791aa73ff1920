// Fake quantization at every site of a forward pass.
#pragma once

#include "core/model/forward.h"
#include "core/protocol/common.h"

namespace rotorscope {

/// Replaces each site's activation by its value on the grid (numerics.md §3). The gradient goes straight through.
class QuantizeHook final : public SiteHook {
 public:
  explicit QuantizeHook(QuantSpec quant) : quant_(std::move(quant)) {}
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override;
  at::Tensor visit_rotated(LayerIndex layer, Site site, const at::Tensor& x, const HadamardMatrix& h) override;
  at::Tensor before_rope(LayerIndex layer, const at::Tensor& k, const HadamardMatrix* h) override;

 private:
  QuantSpec quant_;
};

}  // namespace rotorscope
