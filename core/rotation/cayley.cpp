#include "core/rotation/cayley.h"

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

at::Tensor transposed(const at::Tensor& m) { return m.transpose(-1, -2); }

/// kept · base + factor · a · b in one product, for one matrix or a stack of them.
at::Tensor add_product(const at::Tensor& base, const at::Tensor& a, const at::Tensor& b, double kept, double factor) {
  return base.dim() == 2 ? at::addmm(base, a, b, kept, factor) : at::baddbmm(base, a, b, kept, factor);
}

}  // namespace

// Note [Cayley step without transposes]
// The paper iterates Y ← Xᵀ + ½αW(Xᵀ + Y) and takes R = Yᵀ. W is skew-symmetric, so with Z = X + Yᵀ that is
// Z ← 2X − ½αZW, from Z = 2X − αG, and R = Z − X: a product with a sum in it, and no other pass over memory.
CayleyStep cayley_step(const at::Tensor& r, const at::Tensor& gradient, double lr, int iterations) {
  const at::NoGradGuard no_gradient;
  const at::Tensor x = r / at::linalg_vector_norm(r, 2, {-1}, true);
  const at::Tensor minus_vx = at::matmul(transposed(gradient), x);  // V = −Gᵀ
  const at::Tensor w_hat = add_product(minus_vx, transposed(x), at::matmul(x, minus_vx), -1.0, 0.5);
  at::Tensor w = w_hat - transposed(w_hat);
  // ‖W‖₁ is the largest column sum; that of rows is the same here, and is read in order.
  const at::Tensor longest = at::linalg_vector_norm(w, 1, {-1}).amax(-1, true).unsqueeze(-1);
  const at::Tensor steps = (longest + 1e-8).reciprocal_().clamp_max_(lr);
  const double alpha = steps.flatten()[0].item<double>();
  const at::Tensor twice = 2.0 * x;
  const bool one = r.dim() == 2;
  if (!one) w.mul_(steps);
  at::Tensor z = one ? at::sub(twice, gradient, alpha) : twice - steps * gradient;
  for (int i = 0; i < iterations; ++i) z = add_product(twice, z, w, 1.0, one ? -0.5 * alpha : -0.5);
  return {z.sub_(x), alpha};
}

at::Tensor tangent(const at::Tensor& r, const at::Tensor& gradient) {
  const at::Tensor a = at::matmul(transposed(r), gradient);
  return add_product(gradient, r, a + transposed(a), 1.0, -0.5);
}

at::Tensor nearest_orthogonal(const at::Tensor& r) {
  const auto [u, s, vh] = at::linalg_svd(r.to(at::kDouble), false);
  return at::matmul(u, vh);
}

}  // namespace rotorscope
