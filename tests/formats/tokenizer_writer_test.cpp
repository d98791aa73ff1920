// Written tokenizer files, read back and compared with the tokenizer they came from.
#include "core/formats/tokenizer_writer.h"

#include "core/formats/json_file.h"
#include "core/formats/locations.h"
#include "core/formats/sentencepiece_merges.h"
#include "core/formats/tokenizer_json.h"
#include "core/model/tokenizer/gguf_metadata.h"
#include "core/model/tokenizer/tokenizer.h"
#include "tests/formats/scratch_folder.h"

#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

const fs::path shared = ROTORSCOPE_TEST_DATA;

/// llama.cpp's test strings, which a marker line separates.
std::vector<std::string> test_strings(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  std::string rest = text.str();
  std::vector<std::string> strings;
  const std::string marker = "\n__ggml_vocab_test__\n";
  for (auto at = rest.find(marker); at != std::string::npos; at = rest.find(marker)) {
    strings.push_back(rest.substr(0, at));
    rest.erase(0, at + marker.size());
  }
  return strings;
}

class WrittenTokenizer : public ::testing::TestWithParam<const char*> {};

TEST_P(WrittenTokenizer, GivesTheSameIds) {
  const fs::path vocabulary = shared / "data/vocab" / (std::string(GetParam()) + ".gguf");
  if (!fs::exists(vocabulary)) GTEST_SKIP() << "no " << vocabulary;
  const auto file = *GgufFile::open(vocabulary);
  auto spec = tokenizer_spec_from_metadata(GgufTokenizerMetadata(*file));
  ASSERT_TRUE(spec) << spec.error().message();
  ScratchFolder scratch;
  const auto json = tokenizer_json(*spec);
  ASSERT_TRUE(json) << json.error().message();
  (void)scratch.file("tokenizer.json", json->dump());
  (void)scratch.file("tokenizer_config.json", tokenizer_config_json(*spec, 64, std::nullopt).dump());

  const auto original = make_tokenizer(std::move(*spec));
  ASSERT_TRUE(original) << original.error().message();
  auto written_spec = tokenizer_spec_from_hf(scratch.path());
  ASSERT_TRUE(written_spec) << written_spec.error().message();
  const auto written = make_tokenizer(std::move(*written_spec));
  ASSERT_TRUE(written) << written.error().message();
  const auto strings = test_strings(vocabulary.string() + ".inp");
  ASSERT_GT(strings.size(), 20U);
  for (const auto& text : strings) {
    const auto expected = (*original)->encode(text, true);
    const auto ids = (*written)->encode(text, true);
    ASSERT_TRUE(expected && ids) << text;
    EXPECT_EQ(*ids, *expected) << text;
    EXPECT_EQ((*written)->decode(*ids), (*original)->decode(*expected)) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Vocabularies, WrittenTokenizer, ::testing::Values("gpt-2", "deepseek-llm", "llama-spm"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(TokenizerWriter, TheSampleModelsFiles) {
  const auto path = resolve_model("sample");
  if (!path) GTEST_SKIP() << path.error().message();
  const auto checkpoint = *Checkpoint::open(*path);
  ScratchFolder scratch;
  const auto names = write_tokenizer(*checkpoint, scratch.path());
  ASSERT_TRUE(names) << names.error().message();
  EXPECT_THAT(*names, ElementsAre("tokenizer.json", "tokenizer_config.json"));
  const auto tokenizer = *read_json(scratch.path() / "tokenizer.json");
  EXPECT_EQ(tokenizer.at("model").at("vocab").size(), 49152U);
  EXPECT_EQ(tokenizer.at("model").at("merges").size(), 48900U);
  EXPECT_EQ(tokenizer.at("pre_tokenizer").at("pretokenizers").size(), 3U);  // digits, words, bytes
  EXPECT_EQ(tokenizer.at("added_tokens").at(1).at("content"), "<|im_start|>");
  const auto config = *read_json(scratch.path() / "tokenizer_config.json");
  EXPECT_EQ(config.at("bos_token"), "<|im_start|>");
  EXPECT_EQ(config.at("eos_token"), "<|im_end|>");
  EXPECT_THAT(config.at("chat_template").get<std::string>(), HasSubstr("SmolLM"));
}

TEST(TokenizerJson, TheLowerIdOfATokenTwice) {
  TokenizerSpec spec;
  spec.pre_tokenizer = "gpt-2";
  spec.tokens = {"a", "b", "a"};
  EXPECT_EQ(tokenizer_json(spec)->at("model").at("vocab").at("a"), 0);
}

TEST(TokenizerJson, WhatDoesNotFitIsAnError) {
  TokenizerSpec spec;
  spec.pre_tokenizer = "gpt-2";
  spec.tokens = {"a", "b"};
  spec.bos = 2;
  EXPECT_THAT(tokenizer_json(spec).error().message(), HasSubstr("not in the vocabulary"));
  spec.bos = 1;
  spec.pre_tokenizer = "unheard of";
  EXPECT_THAT(tokenizer_json(spec).error().message(), HasSubstr("unheard of"));
}

TEST(TokenizerJson, BosAndEosAreInTheTemplate) {
  TokenizerSpec spec;
  spec.pre_tokenizer = "gpt-2";
  spec.tokens = {"a", "<s>", "</s>"};
  spec.types = {TokenType::normal, TokenType::control, TokenType::control};
  spec.bos = 1;
  spec.eos = 2;
  spec.add_bos = true;
  spec.add_eos = true;
  const auto json = *tokenizer_json(spec);
  EXPECT_EQ(json.at("post_processor").at("single").size(), 3U);
  EXPECT_EQ(json.at("post_processor").at("pair").size(), 6U);
  EXPECT_EQ(json.at("post_processor").at("special_tokens").at("<s>").at("ids"), std::vector<int>{1});
  EXPECT_EQ(json.at("added_tokens").size(), 2U);
}

TEST(SentencepieceMerges, HighestScoresFirst) {
  TokenizerSpec spec;
  spec.kind = TokenizerKind::sentencepiece;
  spec.tokens = {"a", "b", "ab", "abb", "bb", "ß"};
  spec.scores = {-9, -9, -2, -3, -1, -9};
  EXPECT_THAT(sentencepiece_merges(spec),
              ElementsAre(Pair("b", "b"), Pair("a", "b"), Pair("a", "bb"), Pair("ab", "b")));
}

}  // namespace
}  // namespace rotorscope
