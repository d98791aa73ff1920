#include "core/quant/target_grid.h"

#include "core/formats/dequantize.h"
#include "core/formats/half.h"
#include "core/protocol/target.h"
#include "kernels/cpu/fake_quantize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace rotorscope {
namespace {

constexpr int clip_ratios = 80;  ///< as many, and as far apart, as rtn_weight tries
constexpr float smallest_f16 = 0x1p-24F;
constexpr float smallest_bf16 = 0x1p-100F;

float stored_scale(float scale, TensorType type) {
  if (type == TensorType::F16) return f32_from_f16(f16_from_f32(std::clamp(scale, smallest_f16, 65504.0F)));
  return f32_from_bf16(bf16_from_f32(std::max(scale, smallest_bf16)));
}

/// Scale and zero of values that range from low ≤ 0 to high ≥ 0, clipped to this share of it.
RowScale fit(float low, float high, const TargetGrid& target, double clip) {
  const auto ratio = static_cast<float>(clip);
  if (target.symmetric) {
    const auto top = static_cast<float>((1 << (target.bits - 1)) - 1);
    return {stored_scale(std::max(-low, high) * ratio / top, target.scale_type), 0.0F};
  }
  const auto top = static_cast<float>((1 << target.bits) - 1);
  const float scale = stored_scale((high - low) * ratio / top, target.scale_type);
  return {scale, std::clamp(std::nearbyintf(-low * ratio / scale), 0.0F, top)};
}

RowScale fit_row(const float* x, std::int64_t columns, const TargetGrid& target) {
  const auto [least, most] = std::minmax_element(x, x + columns);
  const float low = std::min(*least, 0.0F);
  const float high = std::max(*most, 0.0F);
  RowScale best = fit(low, high, target, 1.0);
  if (!target.clip_search) return best;
  const RowGrid grid{target.bits, target.symmetric, true, 1.0};
  float smallest = cpu::clip_error(x, columns, grid, best);
  for (int i = 1; i < clip_ratios; ++i) {
    const RowScale scale = fit(low, high, target, 1.0 - static_cast<double>(i) / 100.0);
    const float error = cpu::clip_error(x, columns, grid, scale);
    if (error < smallest) {
      smallest = error;
      best = scale;
    }
  }
  return best;
}

/// [out, groups] as [out, in].
at::Tensor over_inputs(const at::Tensor& by_group, const WeightGrid& grid, std::int64_t inputs) {
  if (grid.group_of.defined()) return by_group.index_select(1, grid.group_of.to(at::kLong));
  return by_group.repeat_interleave(inputs / by_group.size(1), 1);
}

at::Tensor decoded(const at::Tensor& blocks, TensorType type, at::IntArrayRef sizes) {
  at::Tensor values = at::empty(sizes, at::kFloat);
  const std::int64_t row_bytes = blocks.size(1);
  const std::int64_t row_values = sizes.back();
  at::parallel_for(0, blocks.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
    const auto status = dequantize(
        type,
        {reinterpret_cast<const std::byte*>(blocks.const_data_ptr<std::uint8_t>()) + begin * row_bytes,
         static_cast<std::size_t>((end - begin) * row_bytes)},
        {values.data_ptr<float>() + begin * row_values, static_cast<std::size_t>((end - begin) * row_values)});
    TORCH_CHECK(status.has_value(), "blocks that were just made cannot be read back");
  });
  return values;
}

at::Tensor empty_blocks(TensorType type, at::IntArrayRef sizes) {
  const auto bytes = bytes_for(type, static_cast<std::size_t>(sizes.back()));
  TORCH_CHECK(bytes.has_value(), "rows of ", sizes.back(), " are not whole blocks of ", std::string(type_name(type)));
  return at::empty({sizes.front(), static_cast<std::int64_t>(*bytes)}, at::kByte);
}

}  // namespace

std::optional<TargetGrid> target_grid(const QuantSpec& quant) {
  if (quant.w_bits >= 16 || !is_grid_target(quant.target)) return std::nullopt;
  TargetGrid target;
  target.bits = quant.w_bits;
  target.symmetric = quant.w_symmetric;
  target.group = quant.w_group;
  target.clip_search = quant.w_clip_search;
  if (quant.target == target_gptq) target.scale_type = TensorType::F16;
  if (quant.target == target_gguf) target.block = type_from_name(quant.gguf_type);
  return target;
}

std::optional<TensorType> target_head_type(const QuantSpec& quant, int hidden_size) {
  if (quant.target != target_gguf) return std::nullopt;
  if (!quant.gguf_head_type.empty()) return type_from_name(quant.gguf_head_type);
  const auto type = type_from_name(quant.gguf_type);
  if (type && !has_block_grid(*type)) return type;
  if (hidden_size % 256 == 0 && type != TensorType::Q8_0) return TensorType::Q6_K;
  return TensorType::Q8_0;
}

void fit_target_rows(const float* x, std::int64_t rows, std::int64_t columns, const TargetGrid& target, float* scales,
                     float* zeros) {
  const auto middle = static_cast<float>(1 << (target.bits - 1));
  at::parallel_for(0, rows, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      const RowScale scale = fit_row(x + r * columns, columns, target);
      scales[r] = scale.scale;
      zeros[r] = target.symmetric ? middle : scale.zero;
    }
  });
}

std::vector<BlockGrid> fit_target_blocks(const float* x, std::int64_t rows, const TargetGrid& target) {
  const auto elements = static_cast<std::int64_t>(block_elements(*target.block));
  std::vector<BlockGrid> blocks(static_cast<std::size_t>(rows));
  at::parallel_for(0, rows, 16, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) {
      blocks[static_cast<std::size_t>(r)] = fit_block(*target.block, x + r * elements, target.clip_search);
    }
  });
  return blocks;
}

Linear round_to_type(const at::Tensor& w, TensorType type, bool clip_search) {
  const at::Tensor in = w.to(at::kCPU, at::kFloat).contiguous();
  if (type == TensorType::F32) return {in, {}};
  if (type == TensorType::F16) return {in.to(at::kHalf).to(at::kFloat), {}};
  if (type == TensorType::BF16) return {in.to(at::kBFloat16).to(at::kFloat), {}};
  const at::Tensor blocks = empty_blocks(type, in.sizes());
  const auto status = quantize_blocks(
      type, {in.const_data_ptr<float>(), static_cast<std::size_t>(in.numel())}, clip_search,
      {reinterpret_cast<std::byte*>(blocks.data_ptr<std::uint8_t>()), static_cast<std::size_t>(blocks.numel())});
  TORCH_CHECK(status.has_value(), status.error().what);
  auto grid = std::make_shared<WeightGrid>();
  grid->bits = static_cast<int>(block_level_bits(type));
  grid->blocks = blocks;
  return {decoded(blocks, type, in.sizes()), {}, grid};
}

Linear round_to_target(const at::Tensor& w, const TargetGrid& target) {
  if (target.block) return round_to_type(w, *target.block, target.clip_search);
  const at::Tensor in = w.to(at::kCPU, at::kFloat).contiguous();
  const std::int64_t columns = target.group > 0 ? target.group : in.size(1);
  TORCH_CHECK(in.size(1) % columns == 0, "groups of ", columns, " do not divide ", in.size(1));
  auto grid = std::make_shared<WeightGrid>();
  grid->bits = target.bits;
  grid->scales = at::empty({in.size(0), in.size(1) / columns}, at::kFloat);
  grid->zeros = at::empty_like(grid->scales);
  fit_target_rows(in.const_data_ptr<float>(), in.numel() / columns, columns, target, grid->scales.data_ptr<float>(),
                  grid->zeros.data_ptr<float>());
  const at::Tensor rows = in.view({-1, columns});
  const at::Tensor scales = grid->scales.view({-1, 1});
  const at::Tensor zeros = grid->zeros.view({-1, 1});
  const at::Tensor levels =
      rows.div(scales).round_().add_(zeros).clamp_(0, static_cast<double>((1 << target.bits) - 1));
  return {levels.sub_(zeros).mul_(scales).view(in.sizes()), {}, grid};
}

Linear packed_on_blocks(const at::Tensor& values, TensorType type, const std::vector<BlockGrid>& blocks) {
  const at::Tensor in = values.contiguous();
  const at::Tensor bytes = empty_blocks(type, in.sizes());
  const auto elements = static_cast<std::int64_t>(block_elements(type));
  const auto width = static_cast<std::int64_t>(block_bytes(type));
  const auto sub = static_cast<std::int64_t>(sub_block_elements(type));
  const std::int64_t count = in.numel() / elements;
  TORCH_CHECK(count == static_cast<std::int64_t>(blocks.size()), "packed_on_blocks: as many grids as blocks");
  at::parallel_for(0, count, 64, [&](std::int64_t begin, std::int64_t end) {
    std::array<std::int8_t, 256> levels{};
    for (std::int64_t b = begin; b < end; ++b) {
      const float* x = in.const_data_ptr<float>() + b * elements;
      const BlockGrid& block = blocks[static_cast<std::size_t>(b)];
      for (std::int64_t i = 0; i < elements; i += sub) {
        round_to_levels(sub_grid(type, block, static_cast<std::size_t>(i / sub)),
                        {x + i, static_cast<std::size_t>(sub)}, levels.data() + i);
      }
      pack_block(type, block, levels.data(), reinterpret_cast<std::byte*>(bytes.data_ptr<std::uint8_t>()) + b * width);
    }
  });
  auto grid = std::make_shared<WeightGrid>();
  grid->bits = static_cast<int>(block_level_bits(type));
  grid->blocks = bytes;
  return {decoded(bytes, type, in.sizes()), {}, grid};
}

Result<at::Tensor> levels_on_grid(const Linear& linear) {
  const WeightGrid& grid = *linear.grid;
  const at::Tensor w = linear.weight.to(at::kCPU, at::kFloat);
  const at::Tensor scales = over_inputs(grid.scales, grid, w.size(1));
  const at::Tensor zeros = over_inputs(grid.zeros, grid, w.size(1));
  const at::Tensor levels = w.div(scales).round_().add_(zeros).clamp_(0, static_cast<double>((1 << grid.bits) - 1));
  if (!levels.sub(zeros).mul_(scales).equal(w)) {
    return fail("the weight's values do not lie on the grid that was kept for it", "quantized weights",
                "this is a mistake of the program; nothing was written");
  }
  return levels.to(at::kByte);
}

}  // namespace rotorscope
