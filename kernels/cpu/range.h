// Each token's largest and smallest value with their places, and the gradient of a loss of them: what the `range`
// objective needs of a site (numerics.md §4).
#pragma once

#include <cstdint>

namespace rotorscope::cpu {

struct RowRange {
  float low = 0, high = 0;
  std::int32_t low_at = 0, high_at = 0;  ///< the first place where there are several
};

/// x [columns], one value at least.
RowRange range_with_places(const float* x, std::int64_t columns);

/// gradient [outputs, columns] of y = x · R, transposed, for a loss that depends on each token's range alone: token t
/// adds weights[t] · x[t] to the row of its largest output and takes it off the row of its smallest. Columns [first,
/// last) only, so that threads can share the work. x [tokens, columns].
void add_range_gradient(const float* x, const RowRange* ranges, const float* weights, std::int64_t tokens,
                        std::int64_t columns, std::int64_t first, std::int64_t last, float* gradient);

}  // namespace rotorscope::cpu
