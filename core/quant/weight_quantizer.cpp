#include "core/quant/weight_quantizer.h"

#include "core/model/forward.h"
#include "core/model/spill.h"
#include "core/quant/fake_quantizer.h"
#include "core/quant/linear_rounding.h"
#include "core/quant/target_grid.h"
#include "kernels/operators.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace rotorscope {
namespace {

constexpr int clip_ratios = 80;

/// The best clip ratio for one row.
double best_clip_of(const float* x, std::int64_t columns, RowGrid grid) {
  float best = std::numeric_limits<float>::infinity();
  double best_clip = 1.0;
  for (int i = 0; i < clip_ratios; ++i) {
    grid.clip = 1.0 - static_cast<double>(i) / 100.0;
    const float error = cpu::clip_error(x, columns, grid, cpu::fit_row(x, columns, grid));
    if (error < best) {
      best = error;
      best_clip = grid.clip;
    }
  }
  return best_clip;
}

void search_row(const float* x, float* y, std::int64_t columns, RowGrid grid) {
  grid.clip = best_clip_of(x, columns, grid);
  cpu::fake_quantize_rows(x, y, 1, columns, grid);
}

}  // namespace

at::Tensor rtn_weight_by_operators(const at::Tensor& w, int bits, bool symmetric, std::int64_t group) {
  const std::int64_t columns = group > 0 ? group : w.size(-1);
  TORCH_CHECK(w.size(-1) % columns == 0, "rtn_weight: groups of ", columns, " do not divide ", w.size(-1));
  const at::Tensor rows = w.to(at::kFloat).reshape({-1, columns});
  RowGrid grid{bits, symmetric, true, 1.0};
  at::Tensor result;
  at::Tensor best;
  for (int i = 0; i < clip_ratios; ++i) {
    grid.clip = 1.0 - static_cast<double>(i) / 100.0;
    const at::Tensor candidate = fake_quantize(rows, 0, grid);
    const at::Tensor error = at::pow((candidate - rows).abs_(), 2.4).sum(-1, true);
    if (!result.defined()) {
      result = candidate;
      best = error;
      continue;
    }
    const at::Tensor better = error.lt(best);
    result = at::where(better, candidate, result);
    best = at::where(better, error, best);
  }
  return result.view(w.sizes());
}

RowGrid weight_grid(int bits, bool symmetric, std::int64_t group, bool clip_search) {
  // A searched range always holds 0; a plain group's need not (as SpinQuant does).
  return {bits, symmetric, group == 0 || clip_search, 1.0};
}

void fit_weight_rows(const float* x, std::int64_t rows, std::int64_t columns, const RowGrid& grid, bool clip_search,
                     float* scales, float* zeros) {
  at::parallel_for(0, rows, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      RowGrid fitted = grid;
      if (clip_search) fitted.clip = best_clip_of(x + r * columns, columns, grid);
      const RowScale scale = cpu::fit_row(x + r * columns, columns, fitted);
      scales[r] = scale.scale;
      zeros[r] = scale.zero;
    }
  });
}

at::Tensor rtn_weight(const at::Tensor& w, int bits, bool symmetric, std::int64_t group, bool clip_search) {
  if (bits >= 16) return w;
  const RowGrid grid = weight_grid(bits, symmetric, group, clip_search);
  if (!clip_search) return fake_quantize(w, group, grid);
  if (!w.is_cpu()) return rtn_weight_by_operators(w, bits, symmetric, group);
  const std::int64_t columns = group > 0 ? group : w.size(-1);
  TORCH_CHECK(w.size(-1) % columns == 0, "rtn_weight: groups of ", columns, " do not divide ", w.size(-1));
  const at::Tensor in = w.to(at::kFloat).contiguous();
  at::Tensor out = at::empty_like(in);
  const float* x = in.data_ptr<float>();
  float* y = out.data_ptr<float>();
  at::parallel_for(0, in.numel() / columns, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) search_row(x + r * columns, y + r * columns, columns, grid);
  });
  return out;
}

Network quantize_weights(const Network& network, const QuantSpec& quant, Progress& progress,
                         const std::stop_token& stop, c10::Device device, bool keep_grids) {
  if (!quantizes_weights(quant)) return network;
  const auto target = target_grid(quant);
  Network result = network;
  const at::NoGradGuard no_gradient;
  std::int64_t layer = 0;
  for (Block& block : result.blocks) {
    progress.advance(layer, static_cast<std::int64_t>(result.blocks.size()), "Quantizing weights");
    block.for_each_linear([&](const char* name, Linear& linear) {
      if (stop.stop_requested()) throw Cancelled{};
      const int bits = linear_bits(layer, name, quant);
      if (bits >= 16) return;
      const at::Tensor& w = linear.weight;
      if (target) {
        Linear rounded = round_to_target(w, *target);
        linear.weight = rounded.weight.to(w.device());
        linear.grid = keep_grids ? std::move(rounded.grid) : nullptr;
        return;
      }
      const LinearRounding rounding(quant, layer, input_of(name), w.size(1));
      linear.weight = rounding.round(w.to(device), name, bits, nullptr, stop).to(w.device());
    });
    if (result.spill) block = result.spill->keep(block, network.blocks[static_cast<std::size_t>(layer)]);
    ++layer;
  }
  return result;
}

Network quantize_ends(const Network& network, const QuantSpec& quant, c10::Device device) {
  Network result = network;
  const at::NoGradGuard no_gradient;
  const auto rounded = [&](const at::Tensor& w, int bits) {
    return rtn_weight(w.to(device), bits, quant.w_symmetric, quant.w_group, quant.w_clip_search).to(w.device());
  };
  if (quant.embedding_bits < 16) result.embedding = rounded(network.embedding, quant.embedding_bits);
  if (quant.head_bits < 16) result.head = rounded(network.head, quant.head_bits);
  return result;
}

void quantize_target_ends(Network& network, const QuantSpec& quant) {
  const auto type = target_head_type(quant, network.config.hidden_size);
  if (!type) return;
  const bool tied = network.head.is_same(network.embedding);
  const auto rounded = [&](const at::Tensor& w) {
    return round_to_type(w, *type, quant.w_clip_search).weight.to(w.device());
  };
  network.embedding = rounded(network.embedding);
  network.head = tied ? network.embedding : rounded(network.head);
}

}  // namespace rotorscope
