// The Cayley step against the matrix products that it cannot do without: V X, X (V X), Xᵀ (X V X) and five of W Y
// (numerics.md §4), the last with their additions as one call each.
#include "core/bench/cases.h"
#include "core/rotation/cayley.h"
#include "core/rotation/rotation_set.h"

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

Status products_alone(const at::Tensor& r, const at::Tensor& v) {
  const at::Tensor vx = at::matmul(v, r);
  const at::Tensor w = at::matmul(r.t(), at::matmul(r, vx));
  at::Tensor y = vx;
  for (int i = 0; i < 5; ++i) y = at::addmm(r.t(), w, y, 1.0, 1e-3);
  return {};
}

BenchCase step_against_products(std::int64_t n) {
  return {"cayley-" + std::to_string(n),
          "Cayley step, n = " + std::to_string(n),
          "its 8 matrix products alone",
          {Goal::Kind::at_most, 1.15},
          [n](const BenchContext& context) -> Result<PreparedCase> {
            context.report.advance(0, 0, "Making an orthogonal matrix");
            const at::Tensor r = random_orthogonal(n, 0).to(at::kFloat).contiguous();  // as steps leave it
            const at::Tensor gradient = at::randn({n, n}, r.options()) / static_cast<double>(n);
            return PreparedCase{{[r, gradient]() -> Status {
                                   cayley_step(r, gradient, 0.1);
                                   return {};
                                 },
                                 [r, gradient] { return products_alone(r, gradient); }},
                                ""};
          }};
}

}  // namespace

std::vector<BenchCase> cayley_cases() { return {step_against_products(576), step_against_products(2048)}; }

}  // namespace rotorscope
