// Fake quantization of activations and of the KV cache (numerics.md §3).
#pragma once

#include "core/base/result.h"
#include "core/protocol/common.h"
#include "core/protocol/site.h"
#include "kernels/operators.h"

#include <string_view>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// How one site is quantized; bits 16: not at all.
struct SiteQuantizer {
  int bits = 16;
  std::int64_t group = 0;  ///< channels a grid along the last axis; 0: the whole axis
  bool symmetric = false;
  bool widen = true;
  double clip = 1.0;
  /// A grid spans all heads: [..., heads, d] is taken as [..., heads · d].
  bool joins_heads = false;

  [[nodiscard]] bool active() const { return bits < 16; }
  [[nodiscard]] RowGrid grid() const { return {bits, symmetric, widen, clip}; }
  /// Q(x); not differentiable.
  [[nodiscard]] at::Tensor quantize(const at::Tensor& x) const;
  /// Q(x) − x; not differentiable, and for an active quantizer only, as the two below.
  [[nodiscard]] at::Tensor error(const at::Tensor& x) const;
  /// Q(x · H).
  [[nodiscard]] at::Tensor rotate_and_quantize(const at::Tensor& x, const HadamardMatrix& h) const;
  /// (Q(x · H) − x · H) · Hᵀ.
  [[nodiscard]] at::Tensor rotated_error(const at::Tensor& x, const HadamardMatrix& h) const;
};

/// The quantizer of a site of one layer: the settings with the overrides and clip ratios that name it.
SiteQuantizer site_quantizer(std::int64_t layer, Site site, const QuantSpec& quant);

/// The quantizer of a site under these settings, overrides and searched clip ratios apart. The last axis is as in
/// SiteHook: the head for q, k, v and o_in, so that their grids are per head. q, head_in and residual are never
/// quantized.
SiteQuantizer site_quantizer(Site site, const QuantSpec& quant);

/// Bits of a linear ("self_attn.q_proj" or "q_proj") of a layer, overrides included.
int linear_bits(std::int64_t layer, std::string_view name, const QuantSpec& quant);

/// Whether the settings make sense for a model with this head size and these widths: bits 2 … 8 or 16, groups that
/// divide.
Status check_quant(const QuantSpec& quant, int hidden_size, int intermediate_size, int head_dim);

}  // namespace rotorscope
