#include "core/protocol/frame.h"

#include "core/protocol/operations.h"

#include <cstring>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const json hello = {{"type", "hello"}, {"protocol", protocol_version}};

/// A frame around any bytes.
std::string framed(const std::string& body) {
  const auto length = static_cast<std::uint32_t>(body.size());
  std::string frame(sizeof length, '\0');
  std::memcpy(frame.data(), &length, sizeof length);
  return frame + body;
}

void feed(FrameReader& reader, const std::string& bytes) { reader.feed(bytes.data(), bytes.size()); }

TEST(Frame, StartsWithItsLengthLittleEndian) {
  const std::string frame = encode_frame(json::object());
  EXPECT_EQ(frame, std::string("\x01\x00\x00\x00\xa0", 5));
}

TEST(Frame, ComesOutAsItWentIn) {
  FrameReader reader;
  const json message = {{"type", "partial"}, {"id", 3}, {"body", FloatArray{{1, 2, 3}}}, {"text", "Größe"}, {"x", 0.1}};
  feed(reader, encode_frame(message));
  const auto read = reader.next();
  ASSERT_TRUE(read && *read);
  EXPECT_EQ(**read, message);
  EXPECT_FALSE(reader.next()->has_value());
}

TEST(Frame, MayComeByteByByte) {
  FrameReader reader;
  const std::string frames = encode_frame(hello) + encode_frame({{"type", "shutdown"}});
  std::vector<std::string> types;
  for (const char byte : frames) {
    reader.feed(&byte, 1);
    auto read = reader.next();
    ASSERT_TRUE(read);
    if (*read) types.push_back((**read)["type"]);
  }
  EXPECT_THAT(types, ::testing::ElementsAre("hello", "shutdown"));
}

TEST(Frame, ManyMayComeAtOnce) {
  FrameReader reader;
  std::string frames;
  for (int i = 0; i < 100'000; ++i) frames += encode_frame({{"id", i}});
  feed(reader, frames + encode_frame(hello).substr(0, 3));
  for (int i = 0; i < 100'000; ++i) {
    auto read = reader.next();
    ASSERT_TRUE(read && *read);
    ASSERT_EQ((**read)["id"], i);
  }
  EXPECT_FALSE(reader.next()->has_value());
  feed(reader, encode_frame(hello).substr(3));
  EXPECT_EQ(**reader.next(), hello);
}

TEST(Frame, LargeOnesFollowTheGreeting) {
  FrameReader reader;
  const FloatArray array{std::vector<float>(1'000'000, 0.5F)};
  feed(reader, encode_frame(hello) + encode_frame({{"body", array}}));
  EXPECT_EQ(**reader.next(), hello);
  EXPECT_EQ((**reader.next())["body"].get<FloatArray>(), array);
}

TEST(Frame, TextInPlaceOfAFrameIsNoticedAtOnce) {
  for (const char* text :
       {"Welcome to Debian", "Hi\n\nthere", "\n\n\n\n", "bash: rotor: command not found", "ssh: no"}) {
    FrameReader reader;
    feed(reader, text);
    const auto read = reader.next();
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message(), HasSubstr("not a frame of this protocol"));
    EXPECT_FALSE(read.error().hint.empty());
  }
}

TEST(Frame, OversizeIsNoticedBeforeItIsRead) {
  FrameReader reader;
  feed(reader, encode_frame(hello));
  ASSERT_TRUE(reader.next());
  feed(reader, std::string("\x01\x00\x00\x40", 4));  // one byte more than the limit of 2^30
  EXPECT_FALSE(reader.next());
  FrameReader other;
  feed(other, encode_frame(hello));
  ASSERT_TRUE(other.next());
  feed(other, std::string("\x00\x00\x00\x40", 4));
  EXPECT_TRUE(other.next()) << "the limit itself is allowed";
}

TEST(Frame, WhatIsNoMapIsAnError) {
  for (const std::string& body :
       {std::string(), std::string("\x01"), std::string("\x80"), std::string("\xa1\x61"), std::string("\xa0\xa0"),
        std::string("\xff"), std::string("\x61x"), std::string("\xa1\x61x\x9b\xff\xff\xff\xff\xff\xff\xff\xff")}) {
    FrameReader reader;
    feed(reader, framed(body));
    const auto read = reader.next();
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message(), HasSubstr("CBOR map"));
  }
}

TEST(Frame, DeepNestingIsAnError) {
  for (const char level : {'\x81', '\x9f', '\xbf', '\x7f', '\x5f'}) {
    FrameReader reader;
    feed(reader, encode_frame(hello));
    ASSERT_TRUE(reader.next());
    feed(reader, framed("\xa1\x61x" + std::string(3'000'000, level)));
    EXPECT_FALSE(reader.next());
  }
}

TEST(Frame, NoiseNeverCrashes) {
  std::mt19937 generator(2);
  for (int i = 0; i < 20'000; ++i) {
    std::string noise(generator() % 200, '\0');
    for (char& byte : noise) byte = static_cast<char>(generator());
    FrameReader reader;
    feed(reader, framed(noise));
    (void)reader.next();
  }
}

TEST(Frame, DamageNeverCrashes) {
  std::mt19937 generator(1);
  const std::string good = encode_frame({{"type", "result"}, {"id", 3}, {"body", {1, 2.5, "x", {{"a", nullptr}}}}});
  for (int i = 0; i < 5000; ++i) {
    std::string bad = good;
    for (int flips = 0; flips < 3; ++flips) bad[4 + generator() % (bad.size() - 4)] = static_cast<char>(generator());
    FrameReader reader;
    feed(reader, bad);
    const auto read = reader.next();
    if (read && *read) (void)decode<SiteView>(**read, "here");
  }
}

TEST(Decode, NamesWhatDoesNotFit) {
  const auto wrong = decode<OpenRequest>({{"model", 3}}, "open");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().where, "open");
  EXPECT_THAT(wrong.error().what, HasSubstr("must be string"));
  EXPECT_FALSE(decode<OpenRequest>(json::array(), "open"));
  EXPECT_FALSE(decode<OpenRequest>(nullptr, "open"));
  EXPECT_FALSE(decode<SiteVariant>({{"absmax", "text"}}, "site"));
  EXPECT_FALSE(decode<EvalOutcome>({{"tasks", {1, 2}}}, "eval"));
}

TEST(Decode, FillsInDefaultsAndPassesOverTheUnknown) {
  const auto request = decode<EvalRequest>({{"model", "sample"}, {"from_the_future", 1}}, "eval");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->model, "sample");
  EXPECT_EQ(request->seq_len, EvalRequest().seq_len);
}

}  // namespace
}  // namespace rotorscope
