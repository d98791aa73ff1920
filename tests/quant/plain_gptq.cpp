#include "tests/quant/plain_gptq.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

namespace rotorscope::testing {
namespace {

struct Grid {
  at::Tensor scale, zero;  // [out]
};

Grid fit(const at::Tensor& w, const GptqOptions& options) {
  if (options.symmetric) {
    const at::Tensor scale = w.abs().amax(1) / ((1 << (options.bits - 1)) - 1);
    return {scale.clamp_min(1e-8), at::zeros_like(scale)};
  }
  at::Tensor low = w.amin(1);
  at::Tensor high = w.amax(1);
  if (options.group == 0) {
    low = low.clamp_max(0);
    high = high.clamp_min(0);
  }
  const at::Tensor scale = ((high - low) / ((1 << options.bits) - 1)).clamp_min(1e-8);
  return {scale, (-low / scale).round()};
}

at::Tensor round_to(const at::Tensor& w, const Grid& grid, const GptqOptions& options) {
  const double low = options.symmetric ? -(1 << (options.bits - 1)) : 0;
  const double high = low + (1 << options.bits) - 1;
  const at::Tensor level = ((w / grid.scale).round() + grid.zero).clamp(low, high);
  return (level - grid.zero) * grid.scale;
}

}  // namespace

at::Tensor plain_gptq(const at::Tensor& w, const at::Tensor& hessian, const GptqOptions& options, bool act_order,
                      double damping) {
  at::Tensor left = w.clone();
  at::Tensor h = hessian.clone();
  const std::int64_t n = w.size(1);
  const at::Tensor dead = h.diagonal().eq(0);
  h.diagonal().masked_fill_(dead, 1.0);
  left.masked_fill_(dead, 0.0);
  const at::Tensor order =
      act_order ? std::get<1>(h.diagonal().sort(true, 0, true)) : at::arange(n, at::TensorOptions(at::kLong));
  left = left.index_select(1, order);
  h = h.index_select(0, order).index_select(1, order);
  h.diagonal().add_(damping * h.diagonal().mean());
  const at::Tensor u = at::linalg_cholesky(at::linalg_inv(h)).t();
  at::Tensor result = at::zeros_like(left);
  Grid grid = fit(left, options);
  at::Tensor before_block;
  for (std::int64_t j = 0; j < n; ++j) {
    if (j % 128 == 0) before_block = left.clone();  // what a group's grid is fitted to, as in the paper's code
    if (options.group > 0 && j % options.group == 0) {
      const std::int64_t end = std::min(j + options.group, n);
      grid = fit(before_block.slice(1, j, end), options);
    }
    const at::Tensor column = left.select(1, j).clone();
    const at::Tensor rounded = round_to(column, grid, options);
    result.select(1, j).copy_(rounded);
    const at::Tensor error = (column - rounded) / u[j][j];
    left.slice(1, j).sub_(at::outer(error, u[j].slice(0, j)));
  }
  return result.index_select(1, order.argsort());
}

}  // namespace rotorscope::testing
