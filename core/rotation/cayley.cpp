#include "core/rotation/cayley.h"

#include <algorithm>

#include <ATen/ATen.h>

namespace rotorscope {

CayleyStep cayley_step(const at::Tensor& r, const at::Tensor& gradient, double lr, int iterations) {
  const at::NoGradGuard no_gradient;
  const at::Tensor x = r / r.norm(2, {1}, true);
  const at::Tensor v = -gradient.t();
  const at::Tensor w_hat = at::matmul(v, x) - 0.5 * at::matmul(x.t(), at::matmul(x, at::matmul(v, x)));
  const at::Tensor w = w_hat - w_hat.t();
  const double alpha = std::min(lr, 1.0 / (w.abs().sum(0).max().item<double>() + 1e-8));
  const at::Tensor xt = x.t();
  at::Tensor y = xt + alpha * v;
  for (int i = 0; i < iterations; ++i) y = at::addmm(xt, w, xt + y, 1.0, 0.5 * alpha);
  return {y.t().contiguous(), alpha};
}

at::Tensor tangent(const at::Tensor& r, const at::Tensor& gradient) {
  const at::Tensor a = at::matmul(r.t(), gradient);
  return gradient - at::matmul(r, a + a.t()) / 2;
}

at::Tensor nearest_orthogonal(const at::Tensor& r) {
  const auto [u, s, vh] = at::linalg_svd(r.to(at::kDouble), false);
  return at::matmul(u, vh);
}

}  // namespace rotorscope
