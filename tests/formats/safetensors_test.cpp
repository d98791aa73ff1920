// safetensors files: reading, writing, and what malformed ones say.
#include "core/formats/safetensors.h"

#include "core/formats/half.h"
#include "core/formats/safetensors_writer.h"
#include "tests/formats/scratch_folder.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::filesystem::path goldens = std::filesystem::path(ROTORSCOPE_TEST_DATA) / "goldens";

class Safetensors : public ::testing::Test {
 protected:
  static std::string file_of(const std::string& header, std::size_t data_bytes, std::uint64_t length) {
    std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
    return bytes + header + std::string(data_bytes, '\1');
  }
  std::string error_of_bytes(const std::string& bytes) {
    const auto file = SafetensorsFile::open(scratch_.file("a.safetensors", bytes));
    return file ? "" : file.error().message();
  }
  /// The error's message for a file of this directory and so many bytes of data, "" if it opens.
  std::string error(const std::string& header, std::size_t data_bytes = 8) {
    return error_of_bytes(file_of(header, data_bytes, header.size()));
  }
  ScratchFolder scratch_;
};

TEST_F(Safetensors, ReadsAGolden) {
  if (!std::filesystem::exists(goldens)) GTEST_SKIP() << "no " << goldens;
  const auto file = SafetensorsFile::open(goldens / "tiny_gqa_tied/model.safetensors");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ((*file)->metadata().at("format"), "pt");
  const TensorView* embedding = (*file)->tensor("model.embed_tokens.weight");
  ASSERT_NE(embedding, nullptr);
  EXPECT_THAT(embedding->shape, ElementsAre(128, 48));
  EXPECT_EQ(embedding->type, TensorType::F32);
  EXPECT_EQ(embedding->bytes.size(), 128U * 48U * 4U);
  EXPECT_FALSE((*file)->read_f32("absent"));
}

TEST_F(Safetensors, WhatIsWrittenIsReadAgain) {
  const std::vector<float> a = {1, -2, 0.5, 4, 5, 6};
  const std::vector<float> b = {0.25, 7};
  const auto path = scratch_.path() / "b.safetensors";
  const std::vector<TensorPlan> plans = {
      {"half ß \"q\"", TensorType::BF16, {2}}, {"a", TensorType::F32, {2, 3}}, {"none", TensorType::F32, {0, 4}}};
  const auto status =
      write_safetensors(path, plans, {{"format", "pt"}}, [&](const TensorPlan& plan, const TensorSink& sink) -> Status {
        if (plan.name == "none") return Status{};
        const auto& values = plan.name == "a" ? a : b;
        std::vector<std::byte> bytes(*bytes_for(plan.type, values.size()));
        ROTOR_CHECK(encode_f32(values, plan.type, bytes));
        ROTOR_CHECK(sink(std::span(bytes).first(2)));  // in pieces
        return sink(std::span(bytes).subspan(2));
      });
  ASSERT_TRUE(status) << status.error().message();
  const auto file = SafetensorsFile::open(path);
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ((*file)->tensors().size(), 3U);
  EXPECT_EQ(*(*file)->read_f32("a"), a);
  EXPECT_EQ(*(*file)->read_f32("half ß \"q\""), b);
  EXPECT_EQ((*file)->metadata().at("format"), "pt");
  for (const TensorView& view : (*file)->tensors()) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(view.bytes.data()) % block_bytes(view.type), 0U) << view.name;
  }
}

TEST_F(Safetensors, AFailedWriteLeavesTheOldFile) {
  const auto path = scratch_.file("c.safetensors", "old");
  const auto write = [&](std::vector<TensorPlan> plans, std::size_t bytes) {
    return write_safetensors(path, std::move(plans), {}, [&](const TensorPlan&, const TensorSink& sink) {
      return sink(std::vector<std::byte>(bytes));
    });
  };
  EXPECT_THAT(write({{"a", TensorType::F32, {2}}}, 7).error().what, HasSubstr("1 bytes are missing"));
  EXPECT_THAT(write({{"a", TensorType::F32, {2}}}, 9).error().what, HasSubstr("more data than planned"));
  EXPECT_THAT(write({{"a", TensorType::F32, {2}}, {"a", TensorType::F32, {2}}}, 8).error().what, HasSubstr("twice"));
  EXPECT_THAT(write({{"", TensorType::F32, {2}}}, 8).error().what, HasSubstr("name"));
  EXPECT_THAT(write({{"\xff", TensorType::F32, {2}}}, 8).error().what, HasSubstr("name"));
  EXPECT_THAT(write({{"a", TensorType::Q4_0, {32}}}, 18).error().what, HasSubstr("Q4_0"));
  EXPECT_THAT(write({{"a", TensorType::F32, {-1}}}, 8).error().what, HasSubstr("too large"));
  EXPECT_THAT(write({{"a", TensorType::F32, {1LL << 40, 1LL << 40}}}, 8).error().what, HasSubstr("too large"));
  std::ifstream stream(path);
  std::string contents;
  stream >> contents;
  EXPECT_EQ(contents, "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch_.path()), {}), 1);
}

TEST_F(Safetensors, GoodDirectories) {
  EXPECT_EQ(error("{}", 0), "");
  EXPECT_EQ(error("{}    ", 0), "");
  EXPECT_EQ(error(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})"), "");
  EXPECT_EQ(error(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[4,8]},)"
                  R"("__metadata__":{"x":"y"},"b":{"data_offsets":[0,4],"shape":[4],"dtype":"BOOL"}})"),
            "");
}

TEST_F(Safetensors, EveryTruncationIsAnError) {
  const std::string header = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  const std::string whole = file_of(header, 8, header.size());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    ASSERT_NE(error_of_bytes(whole.substr(0, length)), "") << "cut after " << length << " of " << whole.size();
  }
  EXPECT_NE(error_of_bytes(whole + "x"), "");
}

TEST_F(Safetensors, AbsurdHeaderLengths) {
  for (const std::uint64_t length : {std::uint64_t{1} << 63U, ~std::uint64_t{0}, std::uint64_t{100'000'001}}) {
    EXPECT_THAT(error_of_bytes(file_of("{}", 8, length)), HasSubstr("directory would take"));
  }
  EXPECT_THAT(error_of_bytes(file_of("", 8, 0)), HasSubstr("does not begin with {"));
}

TEST_F(Safetensors, MalformedDirectories) {
  const auto entry = [](const std::string& inside) { return R"({"a":{)" + inside + "}}"; };
  const std::string dtype = R"("dtype":"F32",)";
  EXPECT_THAT(error("{"), HasSubstr("not valid JSON"));
  EXPECT_THAT(error("{}x"), HasSubstr("not valid JSON"));
  EXPECT_THAT(error(std::string(100000, '{')), HasSubstr("not valid JSON"));
  EXPECT_THAT(error(R"({"a":)" + std::string(100000, '[')), HasSubstr("list where none may be"));
  EXPECT_THAT(error(R"({"a":1})"), HasSubstr("number where none may be"));
  EXPECT_THAT(error(R"({"a":{}})"), HasSubstr("lacks"));
  EXPECT_THAT(error(entry(dtype + R"("shape":[2])")), HasSubstr("lacks"));
  EXPECT_THAT(error(entry(dtype + R"("shape":[2],"data_offsets":[0])")), HasSubstr("lacks"));
  EXPECT_THAT(error(entry(dtype + R"("shape":[2],"data_offsets":[0,4,8])")), HasSubstr("number where none may be"));
  EXPECT_THAT(error(entry(dtype + R"("shape":[-2],"data_offsets":[0,8])")), HasSubstr("negative"));
  EXPECT_THAT(error(entry(dtype + R"("shape":[2.0],"data_offsets":[0,8])")), HasSubstr("whole"));
  EXPECT_THAT(error(entry(dtype + R"("shape":[[2]],"data_offsets":[0,8])")), HasSubstr("list where none may be"));
  EXPECT_THAT(error(entry(R"("dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8])")), HasSubstr("F8_E4M3"));
  EXPECT_THAT(error(entry(R"("dtype":"Q4_0","shape":[32],"data_offsets":[0,18])"), 18), HasSubstr("not supported"));
  EXPECT_THAT(error(R"({"__metadata__":{"x":1}})", 0), HasSubstr("number where none may be"));
  EXPECT_THAT(error(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                    R"("a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})"),
              HasSubstr("twice"));
}

TEST_F(Safetensors, ShapesAndOffsetsThatDoNotAgree) {
  const auto tensor = [](const std::string& shape, const std::string& offsets) {
    return R"({"a":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
  };
  EXPECT_THAT(error(tensor("[2]", "[0,12]")), HasSubstr("past the end"));
  EXPECT_THAT(error(tensor("[2]", "[8,0]")), HasSubstr("past the end"));
  EXPECT_THAT(error(tensor("[1]", "[0,8]")), HasSubstr("takes 4"));
  EXPECT_THAT(error(tensor("[9223372036854775808]", "[0,8]")), HasSubstr("impossible shape"));
  EXPECT_THAT(error(tensor("[4611686018427387904]", "[0,8]")), HasSubstr("impossible shape"));
  EXPECT_THAT(error(tensor("[4294967296,4294967296]", "[0,8]")), HasSubstr("impossible shape"));
  EXPECT_THAT(error(tensor("[2]", "[18446744073709551608,18446744073709551615]")), HasSubstr("past the end"));
  EXPECT_THAT(error(tensor("[1]", "[4,8]")), HasSubstr("belong to no tensor"));
  EXPECT_THAT(error(tensor("[1]", "[0,4]")), HasSubstr("belong to no tensor"));
  EXPECT_THAT(error(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                    R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})"),
              HasSubstr("overlap"));
}

}  // namespace
}  // namespace rotorscope
