#include "core/protocol/common.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(Scheme, NamesTheBits) {
  QuantSpec quant;
  EXPECT_EQ(scheme_name(quant), "W16A16KV16");
  quant.w_bits = 4;
  quant.a_bits = 8;
  quant.kv_bits = 3;
  EXPECT_EQ(scheme_name(quant), "W4A8KV3");
}

TEST(Scheme, SetsTheBitsAndNothingElse) {
  QuantSpec quant;
  quant.a_clip = 0.9;
  ASSERT_TRUE(apply_scheme("W4A8KV16", quant));
  EXPECT_EQ(scheme_name(quant), "W4A8KV16");
  EXPECT_EQ(quant.a_clip, 0.9);
  ASSERT_TRUE(apply_scheme("w2a3kv8", quant)) << "any case";
  EXPECT_EQ(scheme_name(quant), "W2A3KV8");
}

TEST(Scheme, WhatIsLeftOutIsNotQuantized) {
  QuantSpec quant;
  ASSERT_TRUE(apply_scheme("W4A4KV4", quant));
  ASSERT_TRUE(apply_scheme("W8A8", quant));
  EXPECT_EQ(scheme_name(quant), "W8A8KV16");
  ASSERT_TRUE(apply_scheme("W3", quant));
  EXPECT_EQ(scheme_name(quant), "W3A16KV16");
}

TEST(Scheme, RefusesWhatIsNone) {
  QuantSpec quant;
  quant.w_bits = 5;
  for (const char* scheme : {"", "W", "A4", "W4A", "W4A4KV", "W4A4K4", "W1A4KV4", "W4A9KV4", "W4A4KV160", "W4A4KV4 ",
                             "W4 A4", "W-4", "W17", "W4KV4", "4A4KV4", "W4A4KV4KV4", "W44444444444444444444"}) {
    EXPECT_FALSE(apply_scheme(scheme, quant)) << scheme;
  }
  EXPECT_EQ(scheme_name(quant), "W5A16KV16") << "unchanged";
}

TEST(Scheme, ItsNameSetsTheSameBits) {
  for (const int bits : {2, 3, 4, 5, 6, 7, 8, 16}) {
    QuantSpec quant;
    quant.w_bits = quant.a_bits = quant.kv_bits = bits;
    QuantSpec again;
    ASSERT_TRUE(apply_scheme(scheme_name(quant), again));
    EXPECT_EQ(nlohmann::json(again), nlohmann::json(quant));
  }
}

}  // namespace
}  // namespace rotorscope
