// A block-diagonal rotation that makes rows of activations cheaper to round: what follows R4's Hadamard.
#pragma once

#include <cstdint>
#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

struct BlockLearning {
  std::int64_t block = 64;   ///< side; divides the number of channels
  std::int64_t columns = 0;  ///< channels that share a grid; 0: a token's
  int bits = 4;
  int steps = 400;
  std::uint64_t seed = 0;
};

struct BlockRotation {
  at::Tensor blocks;             ///< float64 [channels / block, block, block]; identities where nothing was won
  double before = 0, after = 0;  ///< expected rounding noise of the held-out tokens, of unit rms
};

/// Learns the blocks for x [tokens, channels], float32, by Cayley SGD on the expected rounding noise s²/12 of a token's
/// own grid, relative to its power (numerics.md §4, `range`). An eighth of the tokens is held out; blocks that do not
/// serve those are not kept. Throws Cancelled.
BlockRotation learn_block_rotation(const at::Tensor& x, const BlockLearning& how, const std::stop_token& stop);

}  // namespace rotorscope
