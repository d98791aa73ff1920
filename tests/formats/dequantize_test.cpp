// Block decoders against values that the gguf package computed from the same bytes.
#include "core/formats/dequantize.h"

#include "core/formats/safetensors.h"

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

const std::filesystem::path golden = std::filesystem::path(ROTORSCOPE_TEST_DATA) / "goldens/interchange.safetensors";

class DequantizeGolden : public ::testing::TestWithParam<const char*> {};

TEST_P(DequantizeGolden, ValuesAreExact) {
  if (!std::filesystem::exists(golden)) GTEST_SKIP() << "no " << golden;
  const std::string name = GetParam();
  const auto file = SafetensorsFile::open(golden);
  ASSERT_TRUE(file) << file.error().message();
  const TensorView* stored = (*file)->tensor(name + ".bytes");
  ASSERT_NE(stored, nullptr);
  const auto expected = (*file)->read_f32(name + ".values");
  ASSERT_TRUE(expected) << expected.error().message();
  const auto type = type_from_name(name);
  ASSERT_TRUE(type);
  ASSERT_EQ(bytes_for(*type, expected->size()), stored->bytes.size());

  std::vector<float> values(expected->size());
  ASSERT_TRUE(dequantize(*type, stored->bytes, values));
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], (*expected)[i]) << name << " element " << i;

  // A range of blocks decodes to the same range of values, from any address.
  const std::size_t elements = block_elements(*type);
  const std::size_t width = block_bytes(*type);
  std::vector<std::byte> shifted(width + 1);
  std::memcpy(shifted.data() + 1, stored->bytes.data() + width, width);
  std::vector<float> block(elements);
  ASSERT_TRUE(dequantize(*type, std::span(shifted).subspan(1), block));
  EXPECT_EQ(block, std::vector<float>(values.begin() + static_cast<std::ptrdiff_t>(elements),
                                      values.begin() + static_cast<std::ptrdiff_t>(2 * elements)));
}

INSTANTIATE_TEST_SUITE_P(Types, DequantizeGolden,
                         ::testing::Values("F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K",
                                           "Q4_K", "Q5_K", "Q6_K"),
                         [](const auto& test) { return std::string(test.param); });

TEST(Dequantize, SizesMustAgree) {
  std::vector<std::byte> bytes(36);
  std::vector<float> out(64);
  EXPECT_TRUE(dequantize(TensorType::Q4_0, bytes, out));
  EXPECT_FALSE(dequantize(TensorType::Q4_0, bytes, std::span(out).first(63)));
  EXPECT_FALSE(dequantize(TensorType::Q4_0, bytes, std::span(out).first(32)));
  EXPECT_FALSE(dequantize(TensorType::Q4_1, bytes, out));
  EXPECT_TRUE(dequantize(TensorType::Q4_0, {}, {}));
}

TEST(Dequantize, IntegersAreNoWeights) {
  std::vector<std::byte> bytes(4);
  std::vector<float> out(1);
  const auto status = dequantize(TensorType::I32, bytes, out);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().what, ::testing::HasSubstr("I32"));
}

TEST(Dequantize, DoublesAreRounded) {
  const double value = 0.1;
  std::vector<std::byte> bytes(8);
  std::memcpy(bytes.data(), &value, 8);
  std::vector<float> out(1);
  ASSERT_TRUE(dequantize(TensorType::F64, bytes, out));
  EXPECT_EQ(out[0], 0.1F);
}

TEST(TensorTypes, SizesDoNotOverflow) {
  EXPECT_EQ(bytes_for(TensorType::Q6_K, 512), 420U);
  EXPECT_EQ(bytes_for(TensorType::Q6_K, 511), std::nullopt);
  EXPECT_EQ(bytes_for(TensorType::F64, std::size_t{1} << 60U), std::nullopt);
  const std::vector<std::int64_t> huge = {std::int64_t{1} << 40, std::int64_t{1} << 40};
  EXPECT_EQ(element_count(huge), std::nullopt);
  EXPECT_EQ(element_count(std::vector<std::int64_t>{-1}), std::nullopt);
  EXPECT_EQ(element_count(std::vector<std::int64_t>{3, 0, 5}), 0U);
  EXPECT_EQ(element_count(std::vector<std::int64_t>{}), 1U);
}

}  // namespace
}  // namespace rotorscope
