#include "core/quant/e8_weight.h"

#include "core/model/forward.h"
#include "kernels/cpu/e8.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace rotorscope {
namespace {

constexpr std::int64_t width = 8;     ///< of a codeword
constexpr std::int64_t panel = 128;   ///< columns whose errors go into the later ones together
constexpr std::int64_t sampled = 64;  ///< rows on which the scale is chosen

/// x [rows, columns] contiguous, columns a multiple of 8.
at::Tensor nearest(const at::Tensor& x, double scale) {
  at::Tensor y = at::empty_like(x);
  const std::int64_t vectors = x.numel() / width;
  at::parallel_for(0, vectors, 256, [&](std::int64_t first, std::int64_t last) {
    cpu::e8_round(x.const_data_ptr<float>() + first * width, y.data_ptr<float>() + first * width, last - first,
                  static_cast<float>(scale));
  });
  return y;
}

double best_scale(const at::Tensor& w) {
  const at::Tensor rows = w.slice(0, 0, std::min(sampled, w.size(0))).contiguous();
  const double rms = std::sqrt(w.square().mean().item<double>());
  if (!(rms > 0)) return 1.0;
  double best = 0;
  double least = INFINITY;
  for (int i = 0; i < 12; ++i) {
    const double scale = rms * (0.7 + 0.05 * i);
    const double error = (nearest(rows, scale) - rows).square().sum(at::kDouble).item<double>();
    if (error < least) {
      least = error;
      best = scale;
    }
  }
  return best;
}

at::Tensor round_with_feedback(at::Tensor w, double scale, const at::Tensor& upper, const std::stop_token& stop) {
  const std::int64_t columns = w.size(1);
  at::Tensor rounded = at::empty_like(w);
  for (std::int64_t begin = 0; begin < columns; begin += panel) {
    if (stop.stop_requested()) throw Cancelled{};
    const std::int64_t end = std::min(begin + panel, columns);
    at::Tensor errors = at::empty({w.size(0), end - begin}, w.options());
    for (std::int64_t c = begin; c < end; c += width) {
      const at::Tensor now = w.slice(1, c, c + width).contiguous();
      const at::Tensor codeword = nearest(now, scale);
      rounded.slice(1, c, c + width).copy_(codeword);
      const at::Tensor corner = upper.slice(0, c, c + width).slice(1, c, c + width);
      const at::Tensor error = at::linalg_solve_triangular(corner, now - codeword, true, false);
      errors.slice(1, c - begin, c - begin + width).copy_(error);
      if (c + width < end) {
        w.slice(1, c + width, end).addmm_(error, upper.slice(0, c, c + width).slice(1, c + width, end), 1, -1);
      }
    }
    if (end < columns) w.slice(1, end).addmm_(errors, upper.slice(0, begin, end).slice(1, end), 1, -1);
  }
  return rounded;
}

}  // namespace

at::Tensor e8_weight(const at::Tensor& w, const GptqFactor* factor, const std::stop_token& stop) {
  TORCH_CHECK(w.dim() == 2 && w.size(1) % width == 0, "e8_weight: ", w.sizes(), " is not [out, a multiple of 8]");
  if (stop.stop_requested()) throw Cancelled{};
  at::Tensor in = w.to(at::kFloat).contiguous();
  const double scale = best_scale(in);
  if (factor == nullptr) return nearest(in, scale);
  in = in.masked_fill(factor->dead, 0.0);
  if (!factor->order.defined()) return round_with_feedback(in, scale, factor->upper, stop);
  const at::Tensor rounded = round_with_feedback(in.index_select(1, factor->order), scale, factor->upper, stop);
  return rounded.index_select(1, factor->order.argsort());
}

}  // namespace rotorscope
