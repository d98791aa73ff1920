// GPTQ as the paper writes it, a column at a time in float64: what the fast one is compared to.
#pragma once

#include "core/quant/gptq.h"

namespace rotorscope::testing {

/// w [out, in] float64 rounded with H [in, in] float64; no clip search. Slow.
at::Tensor plain_gptq(const at::Tensor& w, const at::Tensor& hessian, const GptqOptions& options, bool act_order,
                      double damping = 0.01);

}  // namespace rotorscope::testing
