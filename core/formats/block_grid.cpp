#include "core/formats/block_grid.h"

#include "core/formats/block_fit.h"
#include "core/formats/half.h"
#include "core/formats/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <string>

namespace rotorscope {
namespace {

using Bytes = std::uint8_t*;

void put_half(Bytes out, std::uint16_t half) { std::memcpy(out, &half, sizeof half); }

/// Nibbles of a block of 32: elements 0…15 in the low ones, 16…31 in the high ones.
void put_nibbles(Bytes out, const std::int8_t* levels, int bias) {
  for (std::ptrdiff_t i = 0; i < 16; ++i) {
    const auto low = static_cast<unsigned>(levels[i] + bias);
    const auto high = static_cast<unsigned>(levels[i + 16] + bias);
    out[i] = static_cast<std::uint8_t>((low & 15U) | ((high & 15U) << 4U));
  }
}

/// The fifth bits of 32 levels as one word.
void put_fifth_bits(Bytes out, const std::int8_t* levels, int bias) {
  std::uint32_t word = 0;
  for (unsigned i = 0; i < 32; ++i) word |= ((static_cast<unsigned>(levels[i] + bias) >> 4U) & 1U) << i;
  std::memcpy(out, &word, sizeof word);
}

/// Six-bit scales and minimums of eight groups in twelve bytes; see scale_and_minimum in dequantize.cpp.
void put_scales_and_minimums(Bytes out, const BlockGrid& grid) {
  std::fill_n(out, 12, std::uint8_t{0});
  for (std::size_t g = 0; g < 8; ++g) {
    const unsigned scale = static_cast<std::uint8_t>(grid.scales[g]);
    const unsigned minimum = grid.minimums[g];
    if (g < 4) {
      out[g] = static_cast<std::uint8_t>(out[g] | scale);
      out[g + 4] = static_cast<std::uint8_t>(out[g + 4] | minimum);
      continue;
    }
    out[g + 4] = static_cast<std::uint8_t>(out[g + 4] | (scale & 15U) | ((minimum & 15U) << 4U));
    out[g - 4] = static_cast<std::uint8_t>(out[g - 4] | ((scale >> 4U) << 6U));
    out[g] = static_cast<std::uint8_t>(out[g] | ((minimum >> 4U) << 6U));
  }
}

void pack_q4_k(Bytes out, const BlockGrid& grid, const std::int8_t* levels) {
  put_half(out, grid.d);
  put_half(out + 2, grid.m);
  put_scales_and_minimums(out + 4, grid);
  for (std::ptrdiff_t pair = 0; pair < 4; ++pair) {
    for (std::ptrdiff_t i = 0; i < 32; ++i) {
      const unsigned low = static_cast<std::uint8_t>(levels[64 * pair + i]);
      const unsigned high = static_cast<std::uint8_t>(levels[64 * pair + 32 + i]);
      out[16 + 32 * pair + i] = static_cast<std::uint8_t>(low | (high << 4U));
    }
  }
}

void pack_q6_k(Bytes out, const BlockGrid& grid, const std::int8_t* levels) {
  std::fill_n(out, 192, std::uint8_t{0});
  for (std::ptrdiff_t i = 0; i < 256; ++i) {
    const auto half = i / 128;
    const auto quarter = i % 128 / 32;
    const auto within = i % 32;
    const auto value = static_cast<unsigned>(levels[i] + 32);
    Bytes low = out + 64 * half + 32 * (quarter % 2) + within;
    Bytes high = out + 128 + 32 * half + within;
    *low = static_cast<std::uint8_t>(*low | ((value & 15U) << static_cast<unsigned>(quarter / 2 * 4)));
    *high = static_cast<std::uint8_t>(*high | ((value >> 4U) << static_cast<unsigned>(quarter * 2)));
  }
  std::memcpy(out + 192, grid.scales.data(), 16);
  put_half(out + 208, grid.d);
}

/// GGML rounds Q8_0's levels half away from zero, and by the scale as it was before it became binary16.
void quantize_q8_0(const float* x, std::byte* out) {
  float largest = 0;
  for (std::ptrdiff_t i = 0; i < 32; ++i) largest = std::max(largest, std::fabs(x[i]));
  const float scale = largest / 127.0F;
  const float inverse = scale == 0.0F ? 0.0F : 1.0F / scale;
  std::array<std::int8_t, 32> levels{};
  for (std::size_t i = 0; i < 32; ++i) {
    levels[i] = static_cast<std::int8_t>(std::clamp(std::round(x[i] * inverse), -127.0F, 127.0F));
  }
  pack_block(TensorType::Q8_0, {f16_from_f32(std::min(scale, 65504.0F)), 0, {}, {}}, levels.data(), out);
}

}  // namespace

bool has_block_grid(TensorType type) {
  switch (type) {
    case TensorType::Q8_0:
    case TensorType::Q4_0:
    case TensorType::Q4_1:
    case TensorType::Q5_0:
    case TensorType::Q5_1:
    case TensorType::Q4_K:
    case TensorType::Q6_K:
      return true;
    default:
      return false;
  }
}

std::size_t sub_block_elements(TensorType type) { return type == TensorType::Q6_K ? 16 : 32; }

unsigned block_level_bits(TensorType type) {
  switch (type) {
    case TensorType::Q8_0:
      return 8;
    case TensorType::Q6_K:
      return 6;
    case TensorType::Q5_0:
    case TensorType::Q5_1:
      return 5;
    default:
      return 4;
  }
}

SubGrid sub_grid(TensorType type, const BlockGrid& grid, std::size_t sub_block) {
  const float d = f32_from_f16(grid.d);
  const float m = f32_from_f16(grid.m);
  switch (type) {
    case TensorType::Q8_0:
      return {d, 0, -127, 127};
    case TensorType::Q4_0:
      return {d, 0, -8, 7};
    case TensorType::Q5_0:
      return {d, 0, -16, 15};
    case TensorType::Q4_1:
      return {d, m, 0, 15};
    case TensorType::Q5_1:
      return {d, m, 0, 31};
    case TensorType::Q4_K:
      return {d * static_cast<float>(grid.scales[sub_block]), -(m * static_cast<float>(grid.minimums[sub_block])), 0,
              15};
    default:
      return {d * static_cast<float>(grid.scales[sub_block]), 0, -32, 31};
  }
}

BlockGrid fit_block(TensorType type, const float* x, bool search) {
  switch (type) {
    case TensorType::Q4_1:
      return fit_with_offset(x, 15, search);
    case TensorType::Q5_1:
      return fit_with_offset(x, 31, search);
    case TensorType::Q4_K:
      return fit_q4_k(x, search);
    case TensorType::Q6_K:
      return fit_q6_k(x, search);
    case TensorType::Q4_0:
      return fit_symmetric(x, -8, 7, search);
    case TensorType::Q5_0:
      return fit_symmetric(x, -16, 15, search);
    default:
      return fit_symmetric(x, -127, 127, search);
  }
}

void round_to_levels(const SubGrid& grid, std::span<const float> x, std::int8_t* levels) {
  const float inverse = grid.scale == 0.0F ? 0.0F : 1.0F / grid.scale;
  for (std::size_t i = 0; i < x.size(); ++i) {
    levels[i] = static_cast<std::int8_t>(nearest_level(x[i] - grid.offset, inverse, grid.lowest, grid.highest));
  }
}

void pack_block(TensorType type, const BlockGrid& grid, const std::int8_t* levels, std::byte* out) {
  auto* p = reinterpret_cast<Bytes>(out);
  switch (type) {
    case TensorType::Q8_0:
      put_half(p, grid.d);
      std::memcpy(p + 2, levels, 32);
      break;
    case TensorType::Q4_0:
      put_half(p, grid.d);
      put_nibbles(p + 2, levels, 8);
      break;
    case TensorType::Q4_1:
      put_half(p, grid.d);
      put_half(p + 2, grid.m);
      put_nibbles(p + 4, levels, 0);
      break;
    case TensorType::Q5_0:
      put_half(p, grid.d);
      put_fifth_bits(p + 2, levels, 16);
      put_nibbles(p + 6, levels, 16);
      break;
    case TensorType::Q5_1:
      put_half(p, grid.d);
      put_half(p + 2, grid.m);
      put_fifth_bits(p + 4, levels, 0);
      put_nibbles(p + 8, levels, 0);
      break;
    case TensorType::Q4_K:
      pack_q4_k(p, grid, levels);
      break;
    case TensorType::Q6_K:
      pack_q6_k(p, grid, levels);
      break;
    default:
      break;
  }
}

Status quantize_blocks(TensorType type, std::span<const float> values, bool search, std::span<std::byte> out) {
  if (!has_block_grid(type)) return fail("weights cannot be quantized to " + std::string(type_name(type)));
  if (bytes_for(type, values.size()) != out.size()) {
    return fail(std::to_string(values.size()) + " values do not fill " + std::to_string(out.size()) + " bytes of " +
                std::string(type_name(type)));
  }
  const std::size_t elements = block_elements(type);
  const std::size_t sub = sub_block_elements(type);
  std::atomic<bool> finite = true;
  parallel_ranges(values.size() / elements, 4096 / elements * 16, [&](std::size_t first, std::size_t last) {
    std::array<std::int8_t, 256> levels{};
    for (std::size_t block = first; block < last; ++block) {
      const auto x = values.subspan(block * elements, elements);
      std::byte* bytes = out.data() + block * block_bytes(type);
      if (!std::ranges::all_of(x, [](float value) { return std::isfinite(value); })) {
        finite = false;
        return;
      }
      if (type == TensorType::Q8_0) {
        quantize_q8_0(x.data(), bytes);
        continue;
      }
      const BlockGrid grid = fit_block(type, x.data(), search);
      for (std::size_t i = 0; i < elements; i += sub) {
        round_to_levels(sub_grid(type, grid, i / sub), x.subspan(i, sub), levels.data() + i);
      }
      pack_block(type, grid, levels.data(), bytes);
    }
  });
  if (!finite) return fail("values that are not finite cannot be quantized to " + std::string(type_name(type)));
  return {};
}

}  // namespace rotorscope
