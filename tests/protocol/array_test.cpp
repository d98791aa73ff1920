#include "core/protocol/array.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using nlohmann::json;

TEST(FloatArray, TravelsAsLittleEndianBytes) {
  const json j = FloatArray{{1.0F, -2.5F}};
  ASSERT_TRUE(j.is_binary());
  EXPECT_EQ(j.get_binary(), json::binary_t({0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x20, 0xc0}));
}

TEST(FloatArray, KeepsEveryBitThroughCbor) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const FloatArray array{{0.0F, -0.0F, 1e-45F, 3.4e38F, infinity, -infinity, 0.1F}};
  EXPECT_EQ(json::from_cbor(json::to_cbor(json(array))).get<FloatArray>(), array);
  const FloatArray odd{{std::nanf("")}};
  EXPECT_TRUE(std::isnan(json::from_cbor(json::to_cbor(json(odd))).get<FloatArray>().values[0]));
  EXPECT_TRUE(json::from_cbor(json::to_cbor(json(FloatArray()))).get<FloatArray>().values.empty());
}

TEST(FloatArray, TakesAPlainList) {
  EXPECT_EQ(json::parse("[1, -2.5, 3e2]").get<FloatArray>(), (FloatArray{{1.0F, -2.5F, 300.0F}}));
  EXPECT_TRUE(json::parse("[]").get<FloatArray>().values.empty());
}

TEST(FloatArray, RefusesAnythingElse) {
  EXPECT_THROW((void)json::binary({1, 2, 3}).get<FloatArray>(), json::exception);
  EXPECT_THROW((void)json("text").get<FloatArray>(), json::exception);
  EXPECT_THROW((void)json(3).get<FloatArray>(), json::exception);
  EXPECT_THROW((void)json::parse(R"([1, "2"])").get<FloatArray>(), json::exception);
  EXPECT_THROW((void)json(nullptr).get<FloatArray>(), json::exception);
}

}  // namespace
}  // namespace rotorscope
