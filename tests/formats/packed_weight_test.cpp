// Weights packed as compressed-tensors and GPTQ's layout store them.
#include "core/formats/packed_weight.h"

#include "core/formats/bit_packing.h"
#include "core/formats/json_file.h"
#include "core/formats/quantization_config.h"
#include "core/formats/safetensors.h"

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;

TEST(BitPacking, IsThatOfCompressedTensors) {
  const std::filesystem::path golden = std::filesystem::path(ROTORSCOPE_TEST_DATA) / "goldens/interchange.safetensors";
  if (!std::filesystem::exists(golden)) GTEST_SKIP() << "no " << golden;
  const auto file = SafetensorsFile::open(golden);
  ASSERT_TRUE(file);
  const TensorView* q = (*file)->tensor("ct.q");
  const TensorView* packed = (*file)->tensor("ct.packed");
  ASSERT_TRUE(q != nullptr && packed != nullptr);
  std::vector<std::uint8_t> levels;
  for (const std::byte b : q->bytes) levels.push_back(static_cast<std::uint8_t>(static_cast<std::int8_t>(b) + 8));
  const auto words = pack_along_rows(levels, static_cast<std::size_t>(q->shape[0]), 4);
  ASSERT_EQ(words.size() * 4, packed->bytes.size());
  EXPECT_EQ(std::memcmp(words.data(), packed->bytes.data(), packed->bytes.size()), 0);
}

TEST(BitPacking, RowsAndColumnsComeBack) {
  for (const int bits : {4, 8}) {
    const std::size_t rows = 11;
    const std::size_t columns = 13;
    std::vector<std::uint8_t> levels(rows * columns);
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = static_cast<std::uint8_t>((i * 37) % (1U << bits));
    const auto by_row = pack_along_rows(levels, rows, bits);
    const auto by_column = pack_along_columns(levels, rows, bits);
    ASSERT_EQ(by_row.size(), rows * packed_words(columns, bits));
    ASSERT_EQ(by_column.size(), packed_words(rows, bits) * columns);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        const auto expected = levels[r * columns + c];
        const auto* row = reinterpret_cast<const std::byte*>(by_row.data()) + r * packed_words(columns, bits) * 4;
        ASSERT_EQ(packed_level(row, c, bits), expected);
        ASSERT_EQ(packed_level_by_column(reinterpret_cast<const std::byte*>(by_column.data()), columns, r, c, bits),
                  expected);
      }
    }
  }
}

/// A packed weight whose parts live in this object.
struct InMemory {
  PackedWeight weight;
  std::map<std::string, PackedPart> parts;
};

PackedLevels levels_of(const PackedFormat& format, std::int64_t outputs, std::int64_t inputs, bool in_order) {
  PackedLevels levels;
  levels.outputs = outputs;
  levels.inputs = inputs;
  const std::int64_t groups = format.group > 0 ? inputs / format.group : 1;
  for (std::int64_t i = 0; i < outputs * inputs; ++i) {
    levels.levels.push_back(static_cast<std::uint8_t>((i * 29 + i / 7) % (1 << format.bits)));
  }
  for (std::int64_t i = 0; i < outputs * groups; ++i) {
    levels.scales.push_back(0.25F * static_cast<float>(1 + i % 5));
    levels.zeros.push_back(
        static_cast<std::uint8_t>(format.symmetric ? 1 << (format.bits - 1) : (i * 3) % (1 << format.bits)));
  }
  for (std::int64_t i = 0; i < inputs; ++i) {
    const std::int64_t place = in_order ? i : (i * 5) % inputs;
    levels.group_of.push_back(static_cast<std::int32_t>(format.group > 0 ? place / format.group : 0));
  }
  return levels;
}

InMemory packed(const PackedFormat& format, const PackedLevels& levels) {
  InMemory result;
  result.weight = {format, levels.outputs, levels.inputs, {}};
  for (const std::string& name : packed_parts(format)) {
    auto part = pack_part(format, name, levels, TensorType::BF16);
    EXPECT_TRUE(part) << part.error().message();
    const auto& stored = result.parts[name] = std::move(*part);
    result.weight.parts[name] = {name, stored.type, stored.shape, stored.bytes};
  }
  return result;
}

TEST(PackedWeight, EveryLayoutComesBackExactly) {
  const PackedFormat formats[] = {{PackedLayout::pack_quantized, 4, 8, true, 16},
                                  {PackedLayout::pack_quantized, 4, 8, false, 16},
                                  {PackedLayout::pack_quantized, 8, 0, false, 16},
                                  {PackedLayout::int_quantized, 8, 0, true, 8},
                                  {PackedLayout::gptq, 4, 8, true, 16},
                                  {PackedLayout::gptq, 8, 0, true, 16},
                                  {PackedLayout::gptq_v2, 4, 16, false, 16}};
  for (const PackedFormat& format : formats) {
    const bool has_group_index = format.layout == PackedLayout::gptq || format.layout == PackedLayout::gptq_v2;
    const PackedLevels levels = levels_of(format, 24, 32, !has_group_index);
    const InMemory stored = packed(format, levels);
    const auto checked = check_packed(stored.weight);
    ASSERT_TRUE(checked) << checked.error().message();
    std::vector<float> out(levels.levels.size());
    decode_packed(stored.weight, out);
    const std::size_t groups = levels.scales.size() / 24;
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t at = i / 32 * groups + static_cast<std::size_t>(levels.group_of[i % 32]);
      ASSERT_EQ(out[i],
                (static_cast<float>(levels.levels[i]) - static_cast<float>(levels.zeros[at])) * levels.scales[at])
          << static_cast<int>(format.layout) << " element " << i;
    }
  }
}

TEST(PackedWeight, GptqStoresZerosLessOne) {
  const PackedFormat format{PackedLayout::gptq, 4, 0, true, 16};
  const InMemory stored = packed(format, levels_of(format, 8, 8, true));
  EXPECT_EQ(packed_level(stored.parts.at("qzeros").bytes.data(), 0, 4), 7U);
}

TEST(PackedWeight, BadPartsAreRefused) {
  const PackedFormat format{PackedLayout::gptq, 4, 8, true, 16};
  const PackedLevels levels = levels_of(format, 8, 16, true);
  InMemory stored = packed(format, levels);
  auto& index = stored.parts.at("g_idx").bytes;
  const std::int32_t wrong = 2;
  std::memcpy(index.data() + 12, &wrong, sizeof wrong);
  EXPECT_THAT(check_packed(stored.weight).error().message(), HasSubstr("group 2"));
  stored = packed(format, levels);
  stored.weight.parts.at("qweight").shape = {1, 8};
  EXPECT_THAT(check_packed(stored.weight).error().message(), HasSubstr("qweight"));
  stored = packed(format, levels);
  stored.weight.parts.erase("scales");
  EXPECT_THAT(check_packed(stored.weight).error().message(), HasSubstr("scales"));
  stored.weight.format.group = 5;
  EXPECT_THAT(check_packed(stored.weight).error().message(), HasSubstr("groups of 5"));
  const PackedFormat shaped{PackedLayout::pack_quantized, 4, 8, true, 16};
  InMemory other = packed(shaped, levels_of(shaped, 8, 16, true));
  const std::int64_t seven = 7;
  std::memcpy(other.parts.at("weight_shape").bytes.data(), &seven, sizeof seven);
  EXPECT_THAT(check_packed(other.weight).error().message(), HasSubstr("weight_shape"));
}

TEST(PackedWeight, WhatCannotBeStoredIsRefused) {
  const PackedFormat format{PackedLayout::pack_quantized, 4, 8, true, 16};
  PackedLevels levels = levels_of(format, 8, 16, true);
  levels.scales[3] = 0.1F;  // no BF16 value
  EXPECT_THAT(pack_part(format, "weight_scale", levels, TensorType::BF16).error().message(), HasSubstr("BF16"));
  levels = levels_of(format, 8, 16, false);
  EXPECT_THAT(pack_part(format, "weight_packed", levels, TensorType::BF16).error().message(), HasSubstr("order"));
}

Result<PackedFormat> read_back(const nlohmann::json& json) {
  return read_quantization_config(JsonFields(json, "config.json"));
}

TEST(QuantizationConfig, ComesBack) {
  for (const PackedFormat& format :
       {PackedFormat{PackedLayout::pack_quantized, 4, 32, false, 16},
        PackedFormat{PackedLayout::pack_quantized, 4, 32, true, 8},
        PackedFormat{PackedLayout::int_quantized, 8, 0, true, 8}, PackedFormat{PackedLayout::gptq, 4, 128, true, 16},
        PackedFormat{PackedLayout::gptq_v2, 8, 0, false, 16}}) {
    const auto back = read_back(nlohmann::json(quantization_config_json(format, false)));
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(back->layout, format.layout);
    EXPECT_EQ(back->bits, format.bits);
    EXPECT_EQ(back->group, format.group);
    EXPECT_EQ(back->symmetric, format.symmetric);
    EXPECT_EQ(back->activation_bits, format.activation_bits);
  }
}

TEST(QuantizationConfig, WhatIsNotReadIsNamed) {
  const PackedFormat format{PackedLayout::pack_quantized, 4, 32, true, 8};
  const nlohmann::json good = quantization_config_json(format, false);
  const auto message = [&](const std::string& pointer, const nlohmann::json& value) {
    nlohmann::json changed = good;
    changed[nlohmann::json::json_pointer(pointer)] = value;
    const auto result = read_back(changed);
    return result ? std::string("accepted") : result.error().message();
  };
  EXPECT_THAT(message("/quant_method", "awq"), HasSubstr("awq"));
  EXPECT_THAT(message("/format", "marlin-24"), HasSubstr("marlin-24"));
  EXPECT_THAT(message("/ignore", nlohmann::json::array()), HasSubstr("lm_head"));
  EXPECT_THAT(message("/transform_config", {{"a", 1}}), HasSubstr("transform_config"));
  EXPECT_THAT(message("/kv_cache_scheme", {{"num_bits", 8}}), HasSubstr("KV cache"));
  EXPECT_THAT(message("/config_groups/group_0/weights/num_bits", 3), HasSubstr("3 bits"));
  EXPECT_THAT(message("/config_groups/group_0/weights/num_bits", 4294967300), HasSubstr("4294967300"));
  EXPECT_THAT(message("/config_groups/group_0/weights/type", "float"), HasSubstr("float"));
  EXPECT_THAT(message("/config_groups/group_0/weights/group_size", -7), HasSubstr("-7"));
  EXPECT_THAT(message("/config_groups/group_0/input_activations/dynamic", false), HasSubstr("activations"));
  EXPECT_THAT(message("/config_groups/group_1", nlohmann::json::object()), HasSubstr("config_groups"));
}

}  // namespace
}  // namespace rotorscope
