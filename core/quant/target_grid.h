// Weights on the grid of an export target, with exactly the precision in which the target stores scales: what is
// measured is what ships.
#pragma once

#include "core/formats/block_grid.h"
#include "core/formats/tensor_type.h"
#include "core/model/network.h"
#include "core/protocol/common.h"

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// How a target stores weights. Either a GGUF type, or levels with scales: ŵ = (level − zero) · scale, where the range
/// always holds 0 and scales are BF16 (compressed-tensors) or F16 (GPTQ's layout).
struct TargetGrid {
  std::optional<TensorType> block;  ///< a GGUF type
  TensorType scale_type = TensorType::BF16;
  int bits = 4;
  bool symmetric = true;
  std::int64_t group = 0;   ///< inputs a scale; 0: one scale an output channel
  bool clip_search = true;  ///< search each row's clip ratio; of a GGUF type, each block's scale
};

/// The grid of the linears' weights; nothing without a target, or where its weights are not quantized.
std::optional<TargetGrid> target_grid(const QuantSpec& quant);

/// GGUF's type for lm_head and embedding of a model of this width; nothing for other targets. Beside quantized linears
/// and with nothing chosen it is Q6_K, or Q8_0 where the width is not a multiple of 256.
std::optional<TensorType> target_head_type(const QuantSpec& quant, int hidden_size);

/// RTN of w [out, in] on the grid: float32 values, and the grid that they lie on.
Linear round_to_target(const at::Tensor& w, const TargetGrid& target);

/// The same for lm_head or embedding in a GGUF type; a float type rounds to that type. No grid is kept for those.
Linear round_to_type(const at::Tensor& w, TensorType type, bool clip_search);

/// Scale and zero point, as stored, of each row of x [rows, columns]; zeros are levels 0 … 2^bits − 1, of symmetric
/// grids 2^(bits − 1).
void fit_target_rows(const float* x, std::int64_t rows, std::int64_t columns, const TargetGrid& target, float* scales,
                     float* zeros);

/// Fits the blocks of x [rows, block_elements]: one BlockGrid a row.
std::vector<BlockGrid> fit_target_blocks(const float* x, std::int64_t rows, const TargetGrid& target);

/// The grid of values that already lie on these blocks, packed: `blocks` [rows · blocks a row], and the values exactly
/// as a reader of the file gets them.
Linear packed_on_blocks(const at::Tensor& values, TensorType type, const std::vector<BlockGrid>& blocks);

/// Levels of a weight on its grid, uint8 [out, in]; scales and zeros tell them exactly. Errors: values that are not on
/// the grid.
Result<at::Tensor> levels_on_grid(const Linear& linear);

}  // namespace rotorscope
