#include "core/quant/gptq_factor.h"

#include "core/model/forward.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr std::int64_t panel = 256;      ///< columns of the Hessian computed together
constexpr std::int64_t row_piece = 512;  ///< rows of X between two looks at the stop token

void stop_here(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Cancelled{};
}

/// L with A = L Lᵀ, panel after panel, so that a large one can be cancelled; A's lower triangle is read. Undefined
/// where A is not positive definite.
at::Tensor cholesky(const at::Tensor& a, const std::stop_token& stop) {
  const std::int64_t n = a.size(0);
  at::Tensor l = at::zeros_like(a);
  for (std::int64_t begin = 0; begin < n; begin += panel) {
    stop_here(stop);
    const std::int64_t end = std::min(begin + panel, n);
    const at::Tensor done = l.slice(0, begin).slice(1, 0, begin);
    const at::Tensor column = a.slice(0, begin).slice(1, begin, end) - at::mm(done, done.slice(0, 0, end - begin).t());
    const auto [corner, info] = at::linalg_cholesky_ex(column.slice(0, 0, end - begin));
    if (info.item<int>() != 0) return {};
    l.slice(0, begin, end).slice(1, begin, end).copy_(corner);
    if (end == n) break;
    l.slice(0, end)
        .slice(1, begin, end)
        .copy_(at::linalg_solve_triangular(corner.t(), column.slice(0, end - begin), true, false));
  }
  return l;
}

/// U with A⁻¹ = Uᵀ U from one Cholesky factor: with both axes reversed, A = V Vᵀ for an upper triangular V, and
/// U = V⁻¹. Undefined where A is not positive definite.
at::Tensor inverse_factor(const at::Tensor& a, const std::stop_token& stop) {
  const at::Tensor lower = cholesky(a.flip({0, 1}), stop);
  if (!lower.defined()) return {};
  const at::Tensor v = lower.flip({0, 1});
  const std::int64_t n = a.size(0);
  at::Tensor u = at::zeros_like(a);
  for (std::int64_t begin = 0; begin < n; begin += panel) {
    stop_here(stop);
    const std::int64_t end = std::min(begin + panel, n);
    at::Tensor unit = at::zeros({end, end - begin}, a.options());
    unit.slice(0, begin).fill_diagonal_(1.0);
    u.slice(0, 0, end)
        .slice(1, begin, end)
        .copy_(at::linalg_solve_triangular(v.slice(0, 0, end).slice(1, 0, end), unit, true));
  }
  return u.isfinite().all().item<bool>() ? u : at::Tensor();
}

}  // namespace

HessianSum::HessianSum(std::int64_t columns) : sum_(at::zeros({columns, columns}, at::kFloat)) {}

void HessianSum::add(const at::Tensor& x, const std::stop_token& stop) {
  const std::int64_t columns = sum_.size(0);
  const at::Tensor rows = x.reshape({-1, columns});
  for (std::int64_t r = 0; r < rows.size(0); r += row_piece) {
    const at::Tensor piece = rows.slice(0, r, std::min(r + row_piece, rows.size(0)));
    for (std::int64_t c = 0; c < columns; c += panel) {
      stop_here(stop);
      const std::int64_t end = std::min(c + panel, columns);
      sum_.slice(0, c, end).slice(1, c).addmm_(piece.slice(1, c, end).t(), piece.slice(1, c));
    }
  }
  rows_ += rows.size(0);
}

at::Tensor HessianSum::hessian() const {
  if (rows_ == 0) return sum_;
  return (sum_.triu() + sum_.triu(1).t()) * (2.0 / static_cast<double>(rows_));
}

Result<GptqFactor> gptq_factor(const at::Tensor& hessian, bool act_order, double damping, const std::stop_token& stop) {
  at::Tensor h = hessian.to(at::kDouble, false, true);
  if (!h.isfinite().all().item<bool>()) {
    return fail("the inputs of this layer are not finite, so that GPTQ cannot weigh its errors", "--w-method gptq",
                "check the model, or use rtn");
  }
  GptqFactor factor;
  factor.dead = h.diagonal().eq(0);
  h.diagonal().masked_fill_(factor.dead, 1.0);
  if (act_order) {
    factor.order = std::get<1>(h.diagonal().sort(true, 0, true));  // stable: ties as they stand
    h = h.index_select(0, factor.order).index_select(1, factor.order);
  }
  const double mean = h.diagonal().mean().item<double>();
  const double largest = h.abs().max().item<double>();
  const at::Tensor diagonal = h.diagonal().clone();
  // No matrix needs more than the sum of a row's entries on its diagonal; beyond that lies only a broken one.
  const double most = 10.0 * largest * static_cast<double>(h.size(0)) / std::max(std::abs(mean), 1e-300);
  for (factor.damping = damping;; factor.damping = std::max(10.0 * factor.damping, 1e-6), factor.grew = true) {
    h.diagonal().copy_(diagonal + factor.damping * std::abs(mean));
    if (const at::Tensor upper = inverse_factor(h, stop); upper.defined()) {
      factor.upper = upper.to(at::kFloat);
      return factor;
    }
    if (!(factor.damping <= most)) {
      return fail("no damping makes the Hessian of this layer positive definite", "--w-method gptq", "use rtn");
    }
  }
}

}  // namespace rotorscope
