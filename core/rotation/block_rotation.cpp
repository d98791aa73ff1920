#include "core/rotation/block_rotation.h"

#include "core/model/forward.h"
#include "core/rotation/cayley.h"
#include "core/rotation/rotation_set.h"

#include <cmath>
#include <numbers>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

namespace rotorscope {
namespace {

constexpr std::int64_t tokens_a_step = 512;
constexpr std::int64_t held_out_share = 8;
/// Of a block whose gradient has unit norm. Larger steps gain little and smaller ones need more of them (tried from
/// 0.06 to 0.6 on the sample model).
constexpr double learning_rate = 0.6;

/// Σ s²/12 / rows for rows of y, s = (max − min)/(2^bits − 1).
struct Ranges {
  at::Tensor spread, high_at, low_at;  ///< [rows]
};

Ranges ranges_of(const at::Tensor& y) {
  auto [high, high_at] = y.max(1);
  auto [low, low_at] = y.min(1);
  return {high - low, high_at, low_at};
}

double noise_factor(int bits) {
  const double levels = std::pow(2.0, bits) - 1.0;
  return 1.0 / (12.0 * levels * levels);
}

double noise(const at::Tensor& x, const at::Tensor& blocks, std::int64_t columns, int bits) {
  const Ranges r = ranges_of(times_blocks(x, blocks).view({-1, columns}));
  return r.spread.square().mean().item<double>() * noise_factor(bits);
}

/// The gradient of the noise to the blocks. A row's range depends on two of its values only, and each of them on the
/// piece of x that one block reads.
at::Tensor gradient(const at::Tensor& x, const at::Tensor& blocks, std::int64_t columns, int bits) {
  const std::int64_t channels = x.size(1);
  const std::int64_t count = blocks.size(0);
  const std::int64_t side = blocks.size(1);
  const Ranges r = ranges_of(times_blocks(x, blocks).view({-1, columns}));
  const std::int64_t rows = r.spread.size(0);
  const at::Tensor row = at::arange(rows, r.high_at.options());
  const at::Tensor token = row.div(channels / columns, "floor");
  const at::Tensor first = row.remainder(channels / columns) * columns;  // the row's first channel
  const at::Tensor pieces = x.view({-1, side});
  const at::Tensor weight = (r.spread * (2.0 * noise_factor(bits) / static_cast<double>(rows))).unsqueeze(1);
  at::Tensor transposed = at::zeros({channels, side}, x.options());  // [output channel, input channel of its block]
  const auto add = [&](const at::Tensor& at, double sign) {
    const at::Tensor channel = first + at;
    const at::Tensor piece = token * count + channel.div(side, "floor");
    transposed.index_add_(0, channel, pieces.index_select(0, piece) * weight, sign);
  };
  add(r.high_at, 1.0);
  add(r.low_at, -1.0);
  return transposed.view({count, side, side}).transpose(1, 2).contiguous();
}

}  // namespace

BlockRotation learn_block_rotation(const at::Tensor& x, const BlockLearning& how, const std::stop_token& stop) {
  const at::NoGradGuard no_gradient;
  const std::int64_t channels = x.size(1);
  const std::int64_t columns = how.columns > 0 ? how.columns : channels;
  const at::Tensor unit = x / x.norm(2, {-1}, true).clamp_min(1e-12) * std::sqrt(static_cast<double>(channels));
  const std::int64_t kept = unit.size(0) - unit.size(0) / held_out_share;
  const at::Tensor held_out = unit.slice(0, kept);
  const std::int64_t count = channels / how.block;
  const at::Tensor identity = at::eye(how.block, unit.options()).repeat({count, 1, 1});
  at::Tensor blocks = identity;
  auto generator = at::make_generator<at::CPUGeneratorImpl>(how.seed);
  for (int step = 0; step < how.steps; ++step) {
    if (stop.stop_requested()) throw Cancelled{};
    const at::Tensor chosen = at::randint(0, kept, {std::min(tokens_a_step, kept)}, generator, at::kLong);
    at::Tensor g = tangent(blocks, gradient(unit.index_select(0, chosen.to(unit.device())), blocks, columns, how.bits));
    g = g * (std::sqrt(static_cast<double>(count)) / std::max(g.norm().item<double>(), 1e-12));
    const double rest = 0.5 * (1.0 + std::cos(std::numbers::pi * step / how.steps));
    blocks = cayley_step(blocks, g, learning_rate * rest).r;
  }
  BlockRotation result;
  result.blocks = nearest_orthogonal(blocks);
  if (held_out.size(0) == 0) return result;
  result.before = noise(held_out, identity, columns, how.bits);
  result.after = noise(held_out, result.blocks.to(at::kFloat), columns, how.bits);
  if (!(result.after < result.before)) {
    result.blocks = identity.to(at::kDouble);
    result.after = result.before;
  }
  return result;
}

}  // namespace rotorscope
