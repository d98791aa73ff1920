// What GPTQ knows of a layer's inputs: their Hessian, and the factor of its inverse that says where errors go.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// H = 2/N · XᵀX, summed up over pieces of X.
class HessianSum {
 public:
  explicit HessianSum(std::int64_t columns);
  /// Adds x [..., columns] float32. Only the upper triangle is computed, in panels. Throws Cancelled.
  void add(const at::Tensor& x, const std::stop_token& stop);
  /// H [columns, columns] float32; zeros where nothing was added.
  [[nodiscard]] at::Tensor hessian() const;

 private:
  at::Tensor sum_;  ///< entries left of a panel's diagonal block stay 0
  std::int64_t rows_ = 0;
};

/// What GPTQ needs of a Hessian; weights that read the same input share it.
struct GptqFactor {
  at::Tensor order;    ///< int64 [in]: the order in which columns are rounded; undefined: as they stand
  at::Tensor dead;     ///< bool [in]: inputs that are always 0; their columns become 0
  at::Tensor upper;    ///< float32 [in, in]: U, upper triangular, in that order; H⁻¹ = Uᵀ U
  double damping = 0;  ///< share of the mean diagonal that was added to it
  bool grew = false;   ///< the damping asked for was not enough for a Cholesky factor
};

/// Factors H [in, in]. `act_order`: columns with the largest diagonal first. `damping`: share of the mean diagonal that
/// is added to the diagonal; where H is still not positive definite, ten times as much until it is. Computed in
/// float64. Errors: H has values that are not finite. Throws Cancelled.
Result<GptqFactor> gptq_factor(const at::Tensor& hessian, bool act_order, double damping, const std::stop_token& stop);

}  // namespace rotorscope
