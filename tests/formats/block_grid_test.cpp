// Quantizing to GGUF's types: bytes against GGML's where they must be equal, errors against GGML's where the fit is our
// own.
#include "core/formats/block_grid.h"

#include "core/formats/dequantize.h"
#include "core/formats/safetensors.h"

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

const std::filesystem::path golden = std::filesystem::path(ROTORSCOPE_TEST_DATA) / "goldens/interchange.safetensors";

/// Bell-shaped values with a few large ones, as rotated weights have.
std::vector<float> sample_values(std::size_t count, float offset = 0) {
  std::vector<float> values(count);
  std::uint32_t state = 7;
  for (float& value : values) {
    float sum = 0;
    for (int i = 0; i < 6; ++i) {
      state = state * 1664525U + 1013904223U;
      sum += static_cast<float>(state >> 8U) / 16777216.0F - 0.5F;
    }
    value = 0.05F * sum + offset;
  }
  return values;
}

std::vector<std::byte> quantized(TensorType type, std::span<const float> values, bool search) {
  std::vector<std::byte> bytes(*bytes_for(type, values.size()));
  const auto status = quantize_blocks(type, values, search, bytes);
  EXPECT_TRUE(status) << status.error().message();
  return bytes;
}

double squared_error(TensorType type, std::span<const std::byte> bytes, std::span<const float> values) {
  std::vector<float> back(values.size());
  EXPECT_TRUE(dequantize(type, bytes, back));
  double sum = 0;
  for (std::size_t i = 0; i < back.size(); ++i) sum += std::pow(static_cast<double>(back[i] - values[i]), 2);
  return sum;
}

TEST(BlockGrid, Q8_0HasGgmlsBytes) {
  if (!std::filesystem::exists(golden)) GTEST_SKIP() << "no " << golden;
  const auto file = SafetensorsFile::open(golden);
  ASSERT_TRUE(file);
  const auto w = (*file)->read_f32("w");
  ASSERT_TRUE(w);
  const TensorView* expected = (*file)->tensor("Q8_0.bytes");
  ASSERT_NE(expected, nullptr);
  for (const bool search : {false, true}) {
    const auto bytes = quantized(TensorType::Q8_0, *w, search);
    ASSERT_TRUE(std::ranges::equal(bytes, expected->bytes));
  }
}

class BlockGridTypes : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] TensorType type() const { return *type_from_name(GetParam()); }
};

TEST_P(BlockGridTypes, IsNoWorseThanGgmlsOwn) {
  if (!std::filesystem::exists(golden)) GTEST_SKIP() << "no " << golden;
  const auto file = SafetensorsFile::open(golden);
  ASSERT_TRUE(file);
  const auto w = (*file)->read_f32("w");
  const TensorView* theirs = (*file)->tensor(std::string(GetParam()) + ".bytes");
  ASSERT_TRUE(w && theirs != nullptr);
  if (bytes_for(type(), w->size()) != theirs->bytes.size()) GTEST_SKIP() << "the golden has bytes without their values";
  const double error = squared_error(type(), theirs->bytes, *w);
  EXPECT_LE(squared_error(type(), quantized(type(), *w, false), *w), 1.05 * error);
  EXPECT_LE(squared_error(type(), quantized(type(), *w, true), *w), error);
}

TEST_P(BlockGridTypes, ErrorIsWithinHalfAStepAndSearchHelps) {
  for (const float offset : {0.0F, 0.2F, -0.2F}) {
    const auto values = sample_values(4096, offset);
    const auto plain = quantized(type(), values, false);
    std::vector<float> back(values.size());
    ASSERT_TRUE(dequantize(type(), plain, back));
    const std::size_t block = block_elements(type());
    for (std::size_t begin = 0; begin < values.size(); begin += block) {
      const BlockGrid grid = fit_block(type(), values.data() + begin, false);
      for (std::size_t i = 0; i < block; ++i) {
        const SubGrid sub = sub_grid(type(), grid, i / sub_block_elements(type()));
        // What half precision and six-bit scales cost comes on top of half a step.
        const float step = std::fabs(sub.scale);
        // The side with one level less may end before the value.
        const float beyond = std::max(0.0F, std::fabs(values[begin + i] - sub.offset) - step * sub.highest);
        ASSERT_NEAR(back[begin + i], values[begin + i], 0.5F * step + 0.04F * step * sub.highest + beyond) << begin + i;
      }
    }
    EXPECT_LE(squared_error(type(), quantized(type(), values, true), values), squared_error(type(), plain, values));
  }
}

TEST_P(BlockGridTypes, EveryLevelSurvivesPacking) {
  const std::size_t block = block_elements(type());
  BlockGrid grid = fit_block(type(), sample_values(block).data(), true);
  grid.d = 0x3C00;  // 1
  grid.m = type() == TensorType::Q4_K ? 0x3C00 : 0xB800;
  for (std::size_t g = 0; g < 16; ++g)
    grid.scales[g] = static_cast<std::int8_t>(type() == TensorType::Q6_K ? 5 * g - 40 : 4 * g + 1);
  for (std::size_t g = 0; g < 8; ++g) grid.minimums[g] = static_cast<std::uint8_t>(63 - 5 * g);
  std::vector<std::int8_t> levels(block);
  std::vector<float> expected(block);
  for (std::size_t i = 0; i < block; ++i) {
    const SubGrid sub = sub_grid(type(), grid, i / sub_block_elements(type()));
    const int count = static_cast<int>(sub.highest - sub.lowest) + 1;
    levels[i] = static_cast<std::int8_t>(static_cast<int>(sub.lowest) + static_cast<int>(i * 7) % count);
    expected[i] = sub.scale * static_cast<float>(levels[i]) + sub.offset;
  }
  std::vector<std::byte> bytes(block_bytes(type()));
  pack_block(type(), grid, levels.data(), bytes.data());
  std::vector<float> back(block);
  ASSERT_TRUE(dequantize(type(), bytes, back));
  EXPECT_EQ(back, expected);
}

TEST_P(BlockGridTypes, ZerosStayZerosAndNanIsRefused) {
  std::vector<float> values(block_elements(type()) * 2, 0.0F);
  EXPECT_EQ(squared_error(type(), quantized(type(), values, true), values), 0.0);
  values.back() = std::numeric_limits<float>::quiet_NaN();
  std::vector<std::byte> bytes(*bytes_for(type(), values.size()));
  EXPECT_FALSE(quantize_blocks(type(), values, true, bytes));
  values.back() = 0;
  EXPECT_FALSE(quantize_blocks(type(), values, true, std::span(bytes).first(bytes.size() - 1)));
}

INSTANTIATE_TEST_SUITE_P(Types, BlockGridTypes,
                         ::testing::Values("Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q6_K"),
                         [](const auto& test) { return std::string(test.param); });

TEST(BlockGrid, OtherTypesHaveNoGrid) {
  std::vector<float> values(256);
  std::vector<std::byte> bytes(84);
  EXPECT_FALSE(has_block_grid(TensorType::Q2_K));
  const auto status = quantize_blocks(TensorType::Q2_K, values, false, bytes);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message(), ::testing::HasSubstr("Q2_K"));
}

}  // namespace
}  // namespace rotorscope
