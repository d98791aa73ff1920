#include "core/protocol/mixed.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(Mixed, TheLastOverrideThatFitsCounts) {
  QuantSpec quant;
  quant.mixed = *parse_overrides("a=8, 0-3.down_in=6, 2.down_in=16");
  EXPECT_EQ(mixed_bits(quant, 0, "down_in", "a", 4), 6);
  EXPECT_EQ(mixed_bits(quant, 2, "down_in", "a", 4), 16);
  EXPECT_EQ(mixed_bits(quant, 4, "down_in", "a", 4), 8);
  EXPECT_EQ(mixed_bits(quant, 0, "k", "kv", 4), 4);
}

TEST(Mixed, OverridesAreReadWhateverStandsBetweenThem) {
  const auto entries = parse_overrides("  down_proj=8;0-3.w=6,\n29.kv=16 ");
  ASSERT_TRUE(entries);
  EXPECT_EQ(overrides_text(*entries), "down_proj=8, 0-3.w=6, 29.kv=16");
  EXPECT_EQ(parse_overrides("")->size(), 0u);
  EXPECT_EQ(parse_overrides(" , ")->size(), 0u);
}

TEST(Mixed, OneBadOverrideSpoilsTheText) {
  for (const char* text : {"down_proj", "down_proj=8, nothing=4", "3-1.w=4", "w=9", "w = 4"}) {
    EXPECT_FALSE(parse_overrides(text)) << text;
  }
}

}  // namespace
}  // namespace rotorscope
