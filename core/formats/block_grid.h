// The grids of GGUF's quantized types: fitting one to the values of a block, and packing levels on it into the block's
// bytes. Layouts as in dequantize.cpp; how a grid is fitted is our own.
#pragma once

#include "core/base/result.h"
#include "core/formats/tensor_type.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rotorscope {

/// The types that weights can be quantized to: Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q6_K.
[[nodiscard]] bool has_block_grid(TensorType type);

/// Elements of a block that share one scale: 32; of Q6_K 16.
[[nodiscard]] std::size_t sub_block_elements(TensorType type);

/// Bits of a level: 4 for Q4_0, 8 for Q8_0.
[[nodiscard]] unsigned block_level_bits(TensorType type);

/// The grid of one block, with exactly the precision in which the file stores it.
struct BlockGrid {
  std::uint16_t d = 0;                     ///< scale, binary16
  std::uint16_t m = 0;                     ///< offset (Q4_1, Q5_1) or scale of the minimums (Q4_K), binary16
  std::array<std::int8_t, 16> scales{};    ///< of the sub-blocks, in units of d: Q4_K (8), Q6_K (16)
  std::array<std::uint8_t, 8> minimums{};  ///< of the sub-blocks, in units of m: Q4_K
};

/// The grid of one sub-block: x = scale · level + offset with levels lowest … highest.
struct SubGrid {
  float scale = 0;
  float offset = 0;
  float lowest = 0;
  float highest = 0;
};

[[nodiscard]] SubGrid sub_grid(TensorType type, const BlockGrid& grid, std::size_t sub_block);

/// Fits a grid to the block_elements(type) values at x. `search`: tries several scales a sub-block and takes that of
/// the least squared error; otherwise the scale that just covers the values. A block of zeros has the scale 0.
[[nodiscard]] BlockGrid fit_block(TensorType type, const float* x, bool search);

/// The nearest level of each of a sub-block's values; 0, or the lowest level above it, where the scale is 0.
void round_to_levels(const SubGrid& grid, std::span<const float> x, std::int8_t* levels);

/// Packs block_elements(type) levels, each in its sub-block's range, into block_bytes(type) bytes.
void pack_block(TensorType type, const BlockGrid& grid, const std::int8_t* levels, std::byte* out);

/// Values to whole blocks, each on a grid fitted to it; on several threads. Q8_0 is never searched (nothing is gained
/// at 8 bits): it is GGML's own rounding, bit by bit. Errors: a type without a grid; sizes that do not agree; values
/// that are not finite.
Status quantize_blocks(TensorType type, std::span<const float> values, bool search, std::span<std::byte> out);

}  // namespace rotorscope
