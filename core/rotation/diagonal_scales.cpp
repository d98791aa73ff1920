#include "core/rotation/diagonal_scales.h"

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr int iterations = 30;
/// Channels that hardly ever act would get any scale at all; none goes beyond this factor from the mean.
constexpr double widest_log = 3.0;

}  // namespace

at::Tensor fisher_scales(const at::Tensor& x, const at::Tensor& g, double strength) {
  const at::NoGradGuard no_gradient;
  at::Tensor a = x.to(at::kDouble).square();
  at::Tensor b = g.to(at::kDouble).square();
  // A floor of a thousandth of the mean: a channel or a gradient that these tokens do not show is not 0.
  a = a + 1e-3 * a.mean();
  b = b + 1e-3 * b.mean();
  at::Tensor log_s = at::zeros({a.size(1)}, a.options());
  for (int i = 0; i < iterations; ++i) {
    const at::Tensor u = (-2.0 * log_s).exp();          // 1 / s²
    const at::Tensor noise = at::mv(a, u);              // of a token
    const at::Tensor cost = at::mv(b, u.reciprocal());  // of unit noise there
    const at::Tensor wanted = 0.25 * (at::mv(a.t(), cost) / at::mv(b.t(), noise)).log();
    log_s = 0.5 * (log_s + wanted);
    log_s = log_s - log_s.mean();
  }
  log_s = (strength * log_s).clamp(-widest_log, widest_log);
  return (log_s - log_s.mean()).exp();
}

}  // namespace rotorscope
