#include "core/rotation/cayley.h"

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

at::Tensor transposed(const at::Tensor& m) { return m.transpose(-1, -2); }

/// base + a · b in one product, for one matrix or a stack of them.
at::Tensor add_product(const at::Tensor& base, const at::Tensor& a, const at::Tensor& b, double factor = 1.0) {
  return base.dim() == 2 ? at::addmm(base, a, b, 1.0, factor) : at::baddbmm(base, a, b, 1.0, factor);
}

}  // namespace

CayleyStep cayley_step(const at::Tensor& r, const at::Tensor& gradient, double lr, int iterations) {
  const at::NoGradGuard no_gradient;
  const at::Tensor x = r / r.norm(2, {-1}, true);
  const at::Tensor xt = transposed(x);
  const at::Tensor v = -transposed(gradient);
  const at::Tensor vx = at::matmul(v, x);
  at::Tensor w = add_product(vx, xt, at::matmul(x, vx), -0.5);
  w = w - transposed(w);
  // ‖W‖₁ is the largest column sum; W is skew-symmetric, so that of rows is the same, and is read in order.
  const at::Tensor longest = at::linalg_vector_norm(w, 1, {-1}).amax(-1, true).unsqueeze(-1);
  const at::Tensor alpha = (longest + 1e-8).reciprocal_().clamp_max_(lr);
  // The fixed point Y ← Xᵀ + ½αW(Xᵀ + Y), written for Z = Xᵀ + Y: one product and no other pass an iteration.
  w.mul_(0.5 * alpha);
  const at::Tensor twice = (2.0 * xt).contiguous();
  at::Tensor z = twice + alpha * v;
  for (int i = 0; i < iterations; ++i) z = add_product(twice, w, z);
  return {transposed(z - xt).contiguous(), alpha.flatten()[0].item<double>()};
}

at::Tensor tangent(const at::Tensor& r, const at::Tensor& gradient) {
  const at::Tensor a = at::matmul(transposed(r), gradient);
  return add_product(gradient, r, a + transposed(a), -0.5);
}

at::Tensor nearest_orthogonal(const at::Tensor& r) {
  const auto [u, s, vh] = at::linalg_svd(r.to(at::kDouble), false);
  return at::matmul(u, vh);
}

}  // namespace rotorscope
