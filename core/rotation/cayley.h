// One step of Cayley SGD on the Stiefel manifold (Li, Fuxin, Todorovic 2020; numerics.md §4).
#pragma once

#include <ATen/core/Tensor.h>

namespace rotorscope {

struct CayleyStep {
  at::Tensor r;      ///< the next rotation
  double alpha = 0;  ///< the step length taken, min(lr, 1 / (‖W‖₁ + 1e−8)); of a stack, its first matrix's
};

/// r [n, n] orthogonal, gradient = ∂L/∂R [n, n], same type; or a stack of them [m, n, n], each with a step length of
/// its own. Five fixed-point iterations, as the paper.
CayleyStep cayley_step(const at::Tensor& r, const at::Tensor& gradient, double lr, int iterations = 5);

/// The gradient without its component normal to the manifold, G − R·sym(RᵀG); of one matrix or a stack.
at::Tensor tangent(const at::Tensor& r, const at::Tensor& gradient);

/// The nearest orthogonal matrix (polar factor by SVD), float64.
at::Tensor nearest_orthogonal(const at::Tensor& r);

}  // namespace rotorscope
