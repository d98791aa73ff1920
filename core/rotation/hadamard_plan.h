// Which Hadamard matrix serves an order, and how it is built (numerics.md §2, “Hadamard planner”).
#pragma once

#include "core/base/result.h"
#include "kernels/operators.h"

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// H = (A ⊗ S) / sqrt(K · 2^p): A of order K built by code, S Sylvester's of order 2^p. Where no matrix of the full
/// order is known: block-diagonal, `blocks` copies of Sylvester's on the diagonal.
class HadamardPlan {
 public:
  /// A plan for every order from 1 to 2^20. Errors: an order outside, or a constructed A that fails A Aᵀ = K I.
  static Result<HadamardPlan> create(std::int64_t order);

  [[nodiscard]] std::int64_t order() const { return blocks_ * base_order_ * power_; }
  [[nodiscard]] std::int64_t base_order() const { return base_order_; }  ///< K
  [[nodiscard]] std::int64_t power() const { return power_; }            ///< 2^p
  [[nodiscard]] std::int64_t blocks() const { return blocks_; }
  [[nodiscard]] bool is_full() const { return blocks_ == 1; }
  /// For people: "576 = Paley II 36 × 2^4", or "50 = 25 blocks of 2 (…)".
  [[nodiscard]] const std::string& description() const { return description_; }

  /// x · H (or x · Hᵀ) along the last axis; a new tensor of x's type, not differentiable. Through the fast kernel in
  /// float32, but for float64 (merging), which is computed in float64.
  [[nodiscard]] at::Tensor apply(const at::Tensor& x, bool transpose = false) const;
  /// What the kernels take.
  [[nodiscard]] HadamardMatrix matrix() const { return {base_, power_}; }
  /// H, dense, float64 [order, order].
  [[nodiscard]] at::Tensor dense() const;

 private:
  [[nodiscard]] at::Tensor apply_double(const at::Tensor& x, bool transpose) const;

  std::int64_t base_order_ = 1, power_ = 1, blocks_ = 1;
  at::Tensor base_;  // A, float32 ±1 on the CPU; undefined for K = 1
  std::string description_;
};

}  // namespace rotorscope
