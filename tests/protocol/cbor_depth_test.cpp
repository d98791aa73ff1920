#include "core/protocol/cbor_depth.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace rotorscope {
namespace {

using nlohmann::json;

std::string cbor(const json& value) {
  const auto bytes = json::to_cbor(value);
  return {bytes.begin(), bytes.end()};
}

json nested(int levels) {
  json value = 1;
  for (int i = 0; i < levels; ++i) value = i % 2 == 0 ? json::array({value, "x"}) : json{{"key", value}};
  return value;
}

TEST(CborDepth, CountsArraysAndMaps) {
  for (const int levels : {0, 1, 2, 7, 30}) {
    EXPECT_FALSE(cbor_is_deeper_than(cbor(nested(levels)), levels)) << levels;
    if (levels == 0) continue;
    EXPECT_TRUE(cbor_is_deeper_than(cbor(nested(levels)), levels - 1)) << levels;
  }
}

TEST(CborDepth, LooksBehindEveryKindOfItem) {
  const json flat = {1,    -1,      1'000'000'000'000,       "text",        std::string(300, 'x'), 0.5, 1e300,
                     true, nullptr, json::binary({1, 2, 3}), json::array(), json::object()};
  json value = flat;
  value.push_back(nested(5));
  EXPECT_FALSE(cbor_is_deeper_than(cbor(value), 6));
  EXPECT_TRUE(cbor_is_deeper_than(cbor(value), 5));
}

TEST(CborDepth, CountsItemsOfUnknownLength) {
  EXPECT_FALSE(cbor_is_deeper_than("\x9f\x01\x9f\x01\xff\xff", 2));
  EXPECT_TRUE(cbor_is_deeper_than("\x9f\x01\x9f\x01\xff\xff", 1));
  EXPECT_TRUE(cbor_is_deeper_than(std::string(1000, '\x9f'), 64));
  EXPECT_TRUE(cbor_is_deeper_than(std::string(1000, '\xbf'), 64));
  EXPECT_TRUE(cbor_is_deeper_than(std::string(1000, '\x5f'), 64));
  EXPECT_TRUE(cbor_is_deeper_than(std::string(1000, '\x81'), 64));
}

TEST(CborDepth, EndsWithTheBytes) {
  for (const char* bytes :
       {"", "\x82", "\x19\x01", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff", "\x5b\xff", "\x62x", "\xff"}) {
    EXPECT_FALSE(cbor_is_deeper_than(bytes, 4));
  }
}

}  // namespace
}  // namespace rotorscope
