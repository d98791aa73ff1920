// Half-precision conversions, checked over every half-precision number.
#include "core/formats/half.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

/// binary16 by its definition, in double.
double f16_value(std::uint16_t half) {
  const int exponent = (half >> 10) & 31;
  const int mantissa = half & 1023;
  const double magnitude = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  return half & 0x8000 ? -magnitude : magnitude;
}

TEST(Half, EveryF16IsDecodedExactly) {
  for (std::uint32_t h = 0; h <= 0xFFFF; ++h) {
    const auto half = static_cast<std::uint16_t>(h);
    const float value = f32_from_f16(half);
    if ((half & 0x7C00) == 0x7C00) {
      if ((half & 0x3FF) == 0) {
        ASSERT_TRUE(std::isinf(value));
      } else {
        ASSERT_TRUE(std::isnan(value));
      }
    } else {
      ASSERT_EQ(value, f16_value(half)) << h;
    }
    ASSERT_EQ(std::signbit(value), (half & 0x8000) != 0);
  }
}

TEST(Half, EveryF16SurvivesARoundTrip) {
  for (std::uint32_t h = 0; h <= 0xFFFF; ++h) {
    const auto half = static_cast<std::uint16_t>(h);
    const float value = f32_from_f16(half);
    if (std::isnan(value)) {
      ASSERT_TRUE(std::isnan(f32_from_f16(f16_from_f32(value))));
    } else {
      ASSERT_EQ(f16_from_f32(value), half);
    }
  }
}

TEST(Half, F16RoundsToNearestTiesToEven) {
  for (std::uint16_t half = 0; half < 0x7BFF; ++half) {
    const double low = f16_value(half);
    const double high = f16_value(static_cast<std::uint16_t>(half + 1));
    const auto middle = static_cast<float>((low + high) / 2);  // exact in float32
    const auto even = static_cast<std::uint16_t>(half + (half & 1));
    ASSERT_EQ(f16_from_f32(middle), even) << half;
    ASSERT_EQ(f16_from_f32(-middle), even | 0x8000) << half;
    ASSERT_EQ(f16_from_f32(std::nextafter(middle, 0.0F)), half);
    ASSERT_EQ(f16_from_f32(std::nextafter(middle, 1e9F)), half + 1);
  }
  EXPECT_EQ(f16_from_f32(65519.996F), 0x7BFF);
  EXPECT_EQ(f16_from_f32(65520.0F), 0x7C00);
  EXPECT_EQ(f16_from_f32(-1e30F), 0xFC00);
  EXPECT_EQ(f16_from_f32(std::numeric_limits<float>::infinity()), 0x7C00);
  EXPECT_EQ(f16_from_f32(0x1p-26F), 0);
}

TEST(Half, Bf16RoundsToNearestTiesToEven) {
  for (std::uint32_t h = 0; h < 0x7F80; ++h) {
    const auto half = static_cast<std::uint16_t>(h);
    const float value = f32_from_bf16(half);
    ASSERT_EQ(bf16_from_f32(value), half);
    const float middle = std::bit_cast<float>((h << 16U) | 0x8000U);
    ASSERT_EQ(bf16_from_f32(middle), half + (half & 1));
    ASSERT_EQ(bf16_from_f32(std::nextafter(middle, 0.0F)), half);
    ASSERT_EQ(bf16_from_f32(-middle), (half + (half & 1)) | 0x8000);
  }
  EXPECT_EQ(bf16_from_f32(std::numeric_limits<float>::infinity()), 0x7F80);
  // A NaN whose upper half looks infinite stays a NaN.
  EXPECT_TRUE(std::isnan(f32_from_bf16(bf16_from_f32(std::bit_cast<float>(0x7F800001U)))));
  EXPECT_TRUE(std::isnan(f32_from_f16(f16_from_f32(std::bit_cast<float>(0x7F800001U)))));
}

TEST(Half, EncodeF32WritesEveryFloatType) {
  const std::array<float, 2> values = {1.0F, -2.5F};
  std::vector<std::byte> bytes(4);
  ASSERT_TRUE(encode_f32(values, TensorType::BF16, bytes));
  std::array<std::uint16_t, 2> halves{};
  std::memcpy(halves.data(), bytes.data(), 4);
  EXPECT_EQ(halves, (std::array<std::uint16_t, 2>{0x3F80, 0xC020}));
  ASSERT_TRUE(encode_f32(values, TensorType::F16, bytes));
  std::memcpy(halves.data(), bytes.data(), 4);
  EXPECT_EQ(halves, (std::array<std::uint16_t, 2>{0x3C00, 0xC100}));
  EXPECT_FALSE(encode_f32(values, TensorType::F32, bytes));
  EXPECT_FALSE(encode_f32(values, TensorType::Q4_0, bytes));
  bytes.resize(8);
  ASSERT_TRUE(encode_f32(values, TensorType::F32, bytes));
  std::array<float, 2> again{};
  std::memcpy(again.data(), bytes.data(), 8);
  EXPECT_EQ(again, values);
}

}  // namespace
}  // namespace rotorscope
