// A − Aᵀ by tiles: read straight, a large transposed matrix costs a cache miss a value.
#pragma once

#include <cstdint>

namespace rotorscope::cpu {

/// Rows [first, last) of w = a − aᵀ, a and w [n, n], and the sum of magnitudes of each of them into row_sums [n].
void skew_part(const float* a, float* w, float* row_sums, std::int64_t n, std::int64_t first, std::int64_t last);

}  // namespace rotorscope::cpu
