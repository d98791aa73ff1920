// Round-to-nearest quantization of weights (numerics.md §3).
#pragma once

#include "core/base/progress.h"
#include "core/model/network.h"
#include "core/protocol/common.h"
#include "kernels/cpu/fake_quantize.h"

#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// The grid that weights of these settings have, before its clip ratio is searched.
RowGrid weight_grid(int bits, bool symmetric, std::int64_t group, bool clip_search);

/// Scale and zero point of each row of x [rows, columns], with the clip search of rtn_weight where asked for.
void fit_weight_rows(const float* x, std::int64_t rows, std::int64_t columns, const RowGrid& grid, bool clip_search,
                     float* scales, float* zeros);

/// RTN of w [out, in] float32 on a grid per output channel, or per group of `group` inputs. With the clip search each
/// row (group) takes the best of the ratios 1.00, 0.99 … 0.21 by Σ|ŵ−w|^2.4. A new float32 tensor of the values on the
/// grid.
at::Tensor rtn_weight(const at::Tensor& w, int bits, bool symmetric, std::int64_t group, bool clip_search);

/// rtn_weight with the clip search by operators, all rows of a ratio at a time, on w's device; the CPU has a faster
/// way. Sums in another order may choose a neighbouring ratio where two are equally good.
at::Tensor rtn_weight_by_operators(const at::Tensor& w, int bits, bool symmetric, std::int64_t group);

/// The token embedding and lm_head (two tensors: untied) rounded to their bits; shared where both stay at 16.
Network quantize_ends(const Network& network, const QuantSpec& quant, c10::Device device = c10::kCPU);

/// All seven linears of every block quantized as `quant` says, each at its own bits, computed on `device` a weight at a
/// time, results where the network is; embedding and lm_head stay as they are. On a target's grid the CPU computes;
/// `keep_grids` keeps the grids for an export. Throws Cancelled.
Network quantize_weights(const Network& network, const QuantSpec& quant, Progress& progress,
                         const std::stop_token& stop, c10::Device device = c10::kCPU, bool keep_grids = false);

/// lm_head and embedding rounded as the target stores them: GGUF's are quantized too (see target_head_type).
void quantize_target_ends(Network& network, const QuantSpec& quant);

}  // namespace rotorscope
