#include "core/rotation/cayley.h"

#include "kernels/cpu/skew.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

namespace rotorscope {
namespace {

at::Tensor transposed(const at::Tensor& m) { return m.transpose(-1, -2); }

/// kept · base + factor · a · b in one product, for one matrix or a stack of them.
at::Tensor add_product(const at::Tensor& base, const at::Tensor& a, const at::Tensor& b, double kept, double factor) {
  return base.dim() == 2 ? at::addmm(base, a, b, kept, factor) : at::baddbmm(base, a, b, kept, factor);
}

struct SkewPart {
  at::Tensor w;         ///< A − Aᵀ
  at::Tensor row_sums;  ///< of magnitudes, [n] or [m, n]
};

SkewPart skew_part(const at::Tensor& a) {
  if (a.dim() != 2 || !a.is_cpu() || a.scalar_type() != at::kFloat || !a.is_contiguous()) {
    const at::Tensor w = a - transposed(a);
    return {w, at::linalg_vector_norm(w, 1, {-1})};
  }
  SkewPart part{at::empty_like(a), at::empty({a.size(0)}, a.options())};
  at::parallel_for(0, a.size(0), 64, [&](std::int64_t first, std::int64_t last) {
    cpu::skew_part(a.const_data_ptr<float>(), part.w.data_ptr<float>(), part.row_sums.data_ptr<float>(), a.size(0),
                   first, last);
  });
  return part;
}

}  // namespace

// Note [Cayley step without transposes]
// The paper iterates Y ← Xᵀ + ½αW(Xᵀ + Y) and takes R = Yᵀ. W is skew-symmetric, so with Z = X + Yᵀ that is
// Z ← 2X − ½αZW, from Z = 2X − αG, and R = Z − X: a product with a sum in it, and no other pass over memory.
CayleyStep cayley_step(const at::Tensor& r, const at::Tensor& gradient, double lr, int iterations) {
  const at::NoGradGuard no_gradient;
  const at::Tensor x = (r / at::linalg_vector_norm(r, 2, {-1}, true)).contiguous();  // QR gives columns in order
  const at::Tensor minus_vx = at::matmul(transposed(gradient), x);                   // V = −Gᵀ
  const at::Tensor w_hat = add_product(minus_vx, transposed(x), at::matmul(x, minus_vx), -1.0, 0.5);
  auto [w, row_sums] = skew_part(w_hat);
  // ‖W‖₁ is the largest column sum; that of rows is the same here.
  const at::Tensor longest = row_sums.amax(-1, true).unsqueeze(-1);
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
