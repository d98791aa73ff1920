// GPTQ (Frantar et al. 2022) of one weight: rounding column by column, the error of each pushed into the columns that
// are not yet rounded, so that the layer's output on its real inputs stays close.
#pragma once

#include "core/model/network.h"
#include "core/quant/gptq_factor.h"
#include "core/quant/target_grid.h"

#include <cstdint>
#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

struct GptqOptions {
  int bits = 4;  ///< 2 … 8
  bool symmetric = true;
  std::int64_t group = 0;              ///< columns a grid, fitted when its first column is reached; 0: one grid a row
  bool clip_search = false;            ///< the grid's clip ratio as rtn_weight searches it
  const TargetGrid* target = nullptr;  ///< an export target's grid instead of these
};

/// The same with the grid that it lies on, for an export; `options.target` is given.
Linear gptq_on_target(const at::Tensor& w, const GptqFactor& factor, const GptqOptions& options,
                      const std::stop_token& stop);

/// w [out, in] rounded on its grid (numerics.md §3): a new float32 tensor. Throws Cancelled.
at::Tensor gptq_weight(const at::Tensor& w, const GptqFactor& factor, const GptqOptions& options,
                       const std::stop_token& stop);

}  // namespace rotorscope
