// One linear's weight on its grid, by whatever the settings name: uniform grid or codebook, with or without a Hessian,
// in its own basis or an incoherent one.
#pragma once

#include "core/protocol/common.h"
#include "core/quant/gptq_factor.h"
#include "core/quant/incoherence.h"

#include <cstdint>
#include <memory>
#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Rounds the linears of one layer that read one activation.
class LinearRounding {
 public:
  /// `input`: the site that they read. Throws c10::Error where the incoherent basis cannot be made.
  LinearRounding(const QuantSpec& quant, std::int64_t layer, const char* input, std::int64_t columns);

  /// The Hessian of the inputs [in, in] in the basis in which weights are rounded.
  [[nodiscard]] at::Tensor hessian(const at::Tensor& of_inputs) const;
  /// w [out, in] of the linear `name` at `bits` (below 16); float32 on the CPU with a factor or in an incoherent basis,
  /// else where w is. `factor` may be null. Throws Cancelled.
  [[nodiscard]] at::Tensor round(const at::Tensor& w, const char* name, int bits, const GptqFactor* factor,
                                 const std::stop_token& stop) const;

 private:
  [[nodiscard]] at::Tensor round_here(const at::Tensor& w, int bits, const GptqFactor* factor,
                                      const std::stop_token& stop) const;

  const QuantSpec& quant_;
  std::int64_t layer_;
  std::unique_ptr<IncoherentBasis> in_;  ///< null: the weight's own basis
};

/// The site that a linear ("q_proj" or "self_attn.q_proj") reads.
const char* input_of(const char* linear);

}  // namespace rotorscope
