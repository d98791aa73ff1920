// GGUF files: what is read from good ones, and that bad ones give one clear error.
#include "core/formats/gguf.h"

#include "tests/formats/gguf_builder.h"
#include "tests/formats/scratch_folder.h"

#include <filesystem>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

const std::filesystem::path data = ROTORSCOPE_TEST_DATA;

class Gguf : public ::testing::Test {
 protected:
  Result<std::shared_ptr<const GgufFile>> open(const std::string& bytes) {
    return GgufFile::open(scratch_.file("a.gguf", bytes));
  }
  /// The error's message, "" if the file opens.
  std::string error(const std::string& bytes) {
    const auto file = open(bytes);
    return file ? "" : file.error().message();
  }
  static GgufBuilder good() {
    GgufBuilder builder;
    builder.text("general.architecture", "llama").u32("llama.block_count", 2).f32("eps", 0.5F).flag("yes", true);
    builder.texts("tokens", {"a", "", "ß"}).i32s("types", {1, -2});
    builder.tensor("x", 0, {3, 2}, std::string(24, '\1')).tensor("y", 2, {32}, std::string(18, '\2'));
    return builder;
  }
  ScratchFolder scratch_;
};

TEST_F(Gguf, ReadsMetadataOfEveryKind) {
  const auto file = open(good()
                             .scalar("big", 10, std::numeric_limits<std::uint64_t>::max())
                             .scalar("small", 1, static_cast<std::int8_t>(-3))
                             .scalar("double", 12, 0.25)
                             .bytes());
  ASSERT_TRUE(file) << file.error().message();
  const GgufFile& f = **file;
  EXPECT_EQ(f.text("general.architecture"), "llama");
  EXPECT_EQ(f.integer("llama.block_count"), 2);
  EXPECT_EQ(f.number("llama.block_count"), 2.0);
  EXPECT_EQ(f.number("eps"), 0.5);
  EXPECT_EQ(f.number("double"), 0.25);
  EXPECT_EQ(f.flag("yes"), true);
  EXPECT_EQ(f.integer("small"), -3);
  ASSERT_NE(f.texts("tokens"), nullptr);
  EXPECT_THAT(*f.texts("tokens"), ElementsAre("a", "", "ß"));
  EXPECT_THAT(f.integers("types"), Optional(ElementsAre(1, -2)));
  EXPECT_THAT(f.numbers("types"), Optional(ElementsAre(1.0, -2.0)));
  EXPECT_EQ(f.keys().size(), 9U);
  // Wrong kinds and absent keys give nothing.
  EXPECT_EQ(f.integer("big"), std::nullopt);
  EXPECT_EQ(f.integer("eps"), std::nullopt);
  EXPECT_EQ(f.integer("yes"), std::nullopt);
  EXPECT_EQ(f.integer("types"), std::nullopt);
  EXPECT_EQ(f.flag("llama.block_count"), std::nullopt);
  EXPECT_EQ(f.text("tokens"), std::nullopt);
  EXPECT_EQ(f.texts("types"), nullptr);
  EXPECT_EQ(f.find("absent"), nullptr);
}

TEST_F(Gguf, TensorsHaveRowMajorShapesAndTheirOwnBytes) {
  const auto file = open(good().bytes());
  ASSERT_TRUE(file) << file.error().message();
  const TensorView* x = (*file)->tensor("x");
  ASSERT_NE(x, nullptr);
  EXPECT_THAT(x->shape, ElementsAre(2, 3));
  EXPECT_EQ(x->type, TensorType::F32);
  EXPECT_EQ(x->bytes.size(), 24U);
  EXPECT_EQ(x->bytes.front(), std::byte{1});
  const TensorView* y = (*file)->tensor("y");
  ASSERT_NE(y, nullptr);
  EXPECT_EQ(y->type, TensorType::Q4_0);
  EXPECT_EQ(y->bytes.size(), 18U);
  EXPECT_EQ(y->bytes.back(), std::byte{2});
  EXPECT_EQ((*file)->tensor("z"), nullptr);
}

TEST_F(Gguf, VersionTwoIsRead) {
  auto builder = good();
  builder.version = 2;
  EXPECT_EQ(error(builder.bytes()), "");
}

TEST_F(Gguf, EveryTruncationIsAnError) {
  const std::string whole = good().bytes();
  // The last tensor's padding may be absent, as llama.cpp's own files show; its data may not.
  const std::size_t needed = whole.size() - 32 + 18;
  for (std::size_t length = 0; length < needed; ++length) {
    ASSERT_NE(error(whole.substr(0, length)), "") << "cut after " << length << " of " << whole.size();
  }
  EXPECT_EQ(error(whole.substr(0, needed)), "");
}

TEST_F(Gguf, WrongMagicAndVersion) {
  auto builder = good();
  builder.magic = "GGML";
  EXPECT_THAT(error(builder.bytes()), HasSubstr("is not a GGUF file"));
  builder = good();
  builder.version = 1;
  EXPECT_THAT(error(builder.bytes()), HasSubstr("version 1"));
  builder.version = 4;
  EXPECT_THAT(error(builder.bytes()), HasSubstr("version 4"));
  builder.version = 0x03000000;
  EXPECT_THAT(error(builder.bytes()), HasSubstr("big-endian"));
  EXPECT_THAT(error(""), HasSubstr("is not a GGUF file"));
  EXPECT_FALSE(GgufFile::open(scratch_.path()));
  EXPECT_FALSE(GgufFile::open(scratch_.path() / "absent.gguf"));
}

TEST_F(Gguf, AbsurdCounts) {
  for (const std::uint64_t count :
       {std::uint64_t{1} << 63U, std::numeric_limits<std::uint64_t>::max(), std::uint64_t{1} << 40U}) {
    auto builder = good();
    builder.tensor_count = count;
    EXPECT_THAT(error(builder.bytes()), HasSubstr("tensors, more than it can hold"));
    builder = good();
    builder.entry_count = count;
    EXPECT_THAT(error(builder.bytes()), HasSubstr("metadata entries, more than it can hold"));
    for (const std::uint32_t type : {0U, 7U, 8U, 10U}) {
      EXPECT_THAT(error(GgufBuilder().array("a", type, count).bytes()), HasSubstr("elements, more than the file can"));
    }
    EXPECT_NE(error(GgufBuilder().scalar("text", 8, count).bytes()), "");
    EXPECT_NE(error(GgufBuilder().tensor_at("t", 0, {count}, 0).bytes()), "");
    EXPECT_NE(error(GgufBuilder().tensor_at("t", 0, {32}, count).bytes()), "");
  }
}

TEST_F(Gguf, BadValueTypes) {
  EXPECT_THAT(error(GgufBuilder().scalar("k", 13, 0).bytes()), HasSubstr("unknown value type 13"));
  EXPECT_THAT(error(GgufBuilder().array("k", 9, 1).bytes()), HasSubstr("unsupported type 9"));
  EXPECT_THAT(error(GgufBuilder().array("k", 77, 0).bytes()), HasSubstr("unsupported type 77"));
}

TEST_F(Gguf, NamesTwice) {
  EXPECT_THAT(error(good().u32("eps", 1).bytes()), HasSubstr("metadata key \"eps\" twice"));
  EXPECT_THAT(error(good().tensor("x", 0, {1}, "abcd").bytes()), HasSubstr("tensor \"x\" twice"));
}

TEST_F(Gguf, BadTensors) {
  const std::string bytes(256, '\0');
  EXPECT_THAT(error(GgufBuilder().tensor("t", 23, {256}, bytes).bytes()), HasSubstr("type IQ4_XS"));
  EXPECT_THAT(error(GgufBuilder().tensor("t", 4, {32}, bytes).bytes()), HasSubstr("type number 4"));
  EXPECT_THAT(error(GgufBuilder().tensor("t", 2, {33}, bytes).bytes()), HasSubstr("not whole Q4_0 blocks"));
  EXPECT_THAT(error(GgufBuilder().tensor("t", 2, {16, 2}, bytes).bytes()), HasSubstr("not whole Q4_0 blocks"));
  EXPECT_THAT(error(GgufBuilder().tensor("t", 0, {0}, bytes).bytes()), HasSubstr("impossible shape"));
  EXPECT_THAT(error(GgufBuilder().tensor("t", 0, {1ULL << 62U, 8}, bytes).bytes()), HasSubstr("impossible shape"));
  EXPECT_THAT(error(GgufBuilder().tensor("t", 0, {1ULL << 62U}, bytes).bytes()), HasSubstr("past the end"));
  EXPECT_THAT(error(GgufBuilder().tensor("t", 0, {1, 1, 1, 1, 1}, bytes).bytes()), HasSubstr("5 dimensions"));
  EXPECT_THAT(error(GgufBuilder().tensor("t", 0, {65}, bytes).bytes()), HasSubstr("past the end"));
}

TEST_F(Gguf, TensorsThatOverlapOrAreNotAligned) {
  const std::string bytes(64, '\0');
  EXPECT_THAT(error(GgufBuilder().tensor("a", 0, {16}, bytes).tensor_at("b", 0, {4}, 32).bytes()),
              HasSubstr("\"a\" and \"b\" overlap"));
  EXPECT_THAT(error(GgufBuilder().tensor("a", 0, {16}, bytes).tensor_at("b", 0, {4}, 0).bytes()), HasSubstr("overlap"));
  EXPECT_THAT(error(GgufBuilder().tensor("a", 0, {8}, bytes).tensor_at("b", 0, {4}, 33).bytes()),
              HasSubstr("not aligned"));
  EXPECT_EQ(error(GgufBuilder().tensor("a", 0, {8}, bytes).tensor_at("b", 0, {4}, 32).bytes()), "");
}

TEST_F(Gguf, Alignment) {
  for (const std::uint32_t bad : {0U, 1U, 3U, 48U, 1U << 31U}) {
    EXPECT_THAT(error(good().u32("general.alignment", bad).bytes()), HasSubstr("general.alignment")) << bad;
  }
  EXPECT_THAT(error(good().text("general.alignment", "32").bytes()), HasSubstr("general.alignment"));
  EXPECT_EQ(error(good().u32("general.alignment", 32).bytes()), "");
}

TEST_F(Gguf, MessagesHoldNoRawBytesOfTheFile) {
  const std::string message = error(GgufBuilder().u32("\xff\x01\n", 0).u32("\xff\x01\n", 0).bytes());
  EXPECT_THAT(message, HasSubstr("\"???\" twice"));
}

TEST(GgufData, TokenizerFilesOfLlamaCppOpen) {
  if (!std::filesystem::exists(data / "data/vocab")) GTEST_SKIP() << "no " << data / "data/vocab";
  const auto file = GgufFile::open(data / "data/vocab/llama-spm.gguf");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ((*file)->text("tokenizer.ggml.model"), "llama");
  ASSERT_NE((*file)->texts("tokenizer.ggml.tokens"), nullptr);
  EXPECT_EQ((*file)->texts("tokenizer.ggml.tokens")->size(), 32000U);
  EXPECT_EQ((*file)->numbers("tokenizer.ggml.scores")->size(), 32000U);
  EXPECT_TRUE((*file)->tensors().empty());
}

}  // namespace
}  // namespace rotorscope
