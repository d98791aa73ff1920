// Rows times a normalized Hadamard matrix H = (A ⊗ S) / sqrt(order), A of order K from a table, S Sylvester's of order
// 2^p.
#pragma once

#include <cstdint>
#include <vector>

namespace rotorscope::cpu {

/// Rows times one Hadamard matrix; prepares what depends on the matrix alone.
class HadamardRows {
 public:
  /// `base` is A [K, K], entries ±1, row-major, or null for K = 1; power is a power of two. transpose: · Hᵀ.
  HadamardRows(const float* base, std::int64_t K, std::int64_t power, bool transpose);

  [[nodiscard]] std::int64_t order() const { return K_ * power_; }
  /// Floats of scratch memory that apply() needs.
  [[nodiscard]] std::int64_t scratch_size() const;
  /// y = x · H for x, y [blocks, order], a block at a time; y may be x. The scale is applied.
  void apply(const float* x, float* y, std::int64_t blocks, float* scratch) const;

 private:
  std::int64_t K_, power_;
  std::vector<float> columns_;  // A's columns, each contiguous
};

/// In place, x [rows, blocks · K · power]: each block of K · power values of a row is multiplied by H (x · H).
void hadamard_rows(float* x, std::int64_t rows, std::int64_t blocks, const float* base, std::int64_t K,
                   std::int64_t power, bool transpose);

}  // namespace rotorscope::cpu
