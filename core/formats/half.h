// Half-precision floats to and from float32, and rows of float32 to what a file stores.
#pragma once

#include "core/formats/tensor_type.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rotorscope {

/// IEEE 754 binary16 to binary32, exact. Branch-free, so that loops over it vectorize without F16C.
[[nodiscard]] inline float f32_from_f16(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16U;
  const std::uint32_t magnitude = half & 0x7FFFU;
  // Exponent and mantissa in float32's places; the multiplication moves the bias from 15 to 127 and normalizes
  // subnormals on the way.
  const float scaled = std::bit_cast<float>(magnitude << 13U) * 0x1p112F;
  const std::uint32_t infinite = magnitude >= 0x7C00U ? 0x7F800000U : 0U;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(scaled) | infinite | sign);
}

/// Binary32 to binary16, to nearest, ties to even; too large becomes infinite, NaN stays NaN.
[[nodiscard]] inline std::uint16_t f16_from_f32(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16U) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  std::uint32_t half = 0;
  if (magnitude > 0x7F800000U) {
    half = 0x7E00U | ((magnitude >> 13U) & 0x1FFU);
  } else if (magnitude >= 0x47800000U) {  // 2^16 and above
    half = 0x7C00U;
  } else if (magnitude < 0x38800000U) {  // below 2^-14: subnormal
    // In 0.5 + |x| a unit of the last place is 2^-24, the subnormal's own: the addition rounds for us.
    half = std::bit_cast<std::uint32_t>(0.5F + std::bit_cast<float>(magnitude)) - std::bit_cast<std::uint32_t>(0.5F);
  } else {
    const std::uint32_t odd = (magnitude >> 13U) & 1U;
    half = (magnitude - (112U << 23U) + 0xFFFU + odd) >> 13U;
  }
  return static_cast<std::uint16_t>(half | sign);
}

/// bfloat16 is the upper half of binary32.
[[nodiscard]] inline float f32_from_bf16(std::uint16_t half) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16U);
}

/// Binary32 to bfloat16, to nearest, ties to even; NaN stays NaN.
[[nodiscard]] inline std::uint16_t bf16_from_f32(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = (bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U;
  const bool nan = (bits & 0x7FFFFFFFU) > 0x7F800000U;
  return static_cast<std::uint16_t>(nan ? (bits >> 16U) | 0x40U : rounded);
}

/// Writes `values` as F32, F16 or BF16. Errors: another type, `out` not exactly as large as needed.
Status encode_f32(std::span<const float> values, TensorType type, std::span<std::byte> out);

}  // namespace rotorscope
