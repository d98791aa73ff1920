// Rows times a normalized Hadamard matrix H = (A ⊗ S) / sqrt(order), A of order K from a table, S Sylvester's of order
// 2^p.
#pragma once

#include <cstdint>

namespace rotorscope::cpu {

/// In place, x [rows, blocks · K · power]: each block of K · power values of a row is multiplied by H (x · H).
/// `base` is A [K, K], entries ±1, row-major, or null for K = 1; power is a power of two. The scale is applied.
void hadamard_rows(float* x, std::int64_t rows, std::int64_t blocks, const float* base, std::int64_t K,
                   std::int64_t power, bool transpose);

}  // namespace rotorscope::cpu
