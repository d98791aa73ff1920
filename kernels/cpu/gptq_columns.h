// The sequential part of GPTQ: columns rounded one after the other, each one's error pushed into those that follow.
#pragma once

#include <cstdint>

namespace rotorscope {

/// A block of columns of a weight that lies transposed, [columns, rows], so that rows are neighbours in memory.
struct GptqColumns {
  float* weights = nullptr;      ///< [count, stride]: the columns, errors of earlier blocks taken off; rounded in place
  float* errors = nullptr;       ///< [count, stride]: (w − ŵ) / d of each column, for the columns of later blocks
  std::int64_t stride = 0;       ///< from one column to the next; at least the weight's rows
  std::int64_t count = 0;        ///< columns, at most gptq_block
  const float* upper = nullptr;  ///< [count, count]: entry (j, i) is U[i, j] for i ≤ j, U the factor of the inverse
  const float* scales = nullptr;  ///< [groups, stride]: a row's scale in each group of columns
  const float* zeros = nullptr;   ///< [groups, stride]; not read where symmetric
  std::int64_t first_column = 0;  ///< of the block in the weight, which says the group
  std::int64_t group = 0;         ///< columns a group; 0: one group
  int bits = 4;                   ///< 2 … 8
  bool symmetric = true;
  bool offsets = false;  ///< not symmetric: `zeros` holds the value of level 0 instead of the level of value 0
};

inline constexpr std::int64_t gptq_block = 128;

namespace cpu {

/// Rounds rows begin … end of the block (Frantar et al. 2022, algorithm 1, inner loop). Rows do not depend on each
/// other: threads take ranges of them, and the result is the same for any division.
void gptq_columns(const GptqColumns& block, std::int64_t begin, std::int64_t end);

}  // namespace cpu
}  // namespace rotorscope
