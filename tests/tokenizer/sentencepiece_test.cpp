// Our reading of SentencePiece models against SentencePiece's own library, and the file reader against damage.
#include "tests/formats/scratch_folder.h"
#include "tests/tokenizer/random_text.h"
#include "tests/tokenizer/sentencepiece_file_builder.h"
#include "tests/tokenizer/tokenizers_for_tests.h"

#include <gmock/gmock.h>
#include <sentencepiece_processor.h>

namespace rotorscope {
namespace {

using Ids = std::vector<TokenId>;

/// Encodes random texts with both and compares every id.
void compare_with_library(const std::string& model) {
  sentencepiece::SentencePieceProcessor library;
  ASSERT_TRUE(library.LoadFromSerializedProto(model).ok());
  const ScratchFolder folder;
  (void)folder.file("tokenizer.model", model);
  const auto tokenizer = must(make_tokenizer(must(tokenizer_spec_from_hf(folder.path()))));
  RandomText random(11);
  for (int i = 0; i < 1500; ++i) {
    std::string text = random.text();
    std::erase(text, '\0');  // the library stops there
    Ids expected;
    ASSERT_TRUE(library.Encode(text, &expected).ok());
    ASSERT_EQ(must(tokenizer->encode(text, false)), expected) << text;
  }
}

class SentencePieceLibrary : public testing::Test {
 protected:
  void SetUp() override {
    const auto path = vocabulary_file("llama-spm");
    SKIP_WITHOUT(path);
    spec_ = spec_of_gguf(path);
  }
  TokenizerSpec spec_;
  SentencePieceFile file_;
};

TEST_F(SentencePieceLibrary, Llama2) { compare_with_library(file_.bytes(spec_)); }

TEST_F(SentencePieceLibrary, WithoutSpacePrefix) {
  file_.adds_space_prefix = false;
  compare_with_library(file_.bytes(spec_));
}

TEST_F(SentencePieceLibrary, UnusedPiecesFallApart) {
  RandomText random(5);
  for (auto& type : spec_.types) {
    if (type == TokenType::normal && random.below(3) == 0) type = TokenType::unused;
  }
  compare_with_library(file_.bytes(spec_));
}

TEST_F(SentencePieceLibrary, UserDefinedPiecesAreFoundFirst) {
  RandomText random(6);
  for (std::size_t i = 0; i < spec_.types.size(); ++i) {
    // Single spaces aside, or the text has no words left.
    const bool candidate = spec_.types[i] == TokenType::normal && spec_.tokens[i].size() > 3;
    if (candidate && random.below(40) == 0) spec_.types[i] = TokenType::user_defined;
  }
  compare_with_library(file_.bytes(spec_));
}

TEST_F(SentencePieceLibrary, WithoutByteTokensTheUnknownTokenStandsIn) {
  file_.byte_fallback = false;
  for (auto& type : spec_.types) {
    if (type == TokenType::byte) type = TokenType::unused;
  }
  compare_with_library(file_.bytes(spec_));
}

TEST_F(SentencePieceLibrary, PiecesWithSpacesInside) {
  for (const auto& [text, score] : {std::pair("o▁t", -5.0F), {"e▁", -3.0F}, {",▁", -10.0F}, {"▁▁t", -2.0F}}) {
    spec_.tokens.emplace_back(text);
    spec_.scores.push_back(score);
    spec_.types.push_back(TokenType::normal);
  }
  compare_with_library(file_.bytes(spec_));
}

TEST_F(SentencePieceLibrary, TextsAfterSpecialTokensGetTheSpaceToo) {
  const auto tokenizer = must(make_tokenizer(spec_));
  const Ids hello = must(tokenizer->encode("Hello", false));
  Ids expected = hello;
  expected.push_back(2);
  expected.insert(expected.end(), hello.begin(), hello.end());
  EXPECT_EQ(must(tokenizer->encode("Hello</s>Hello", false)), expected);
  EXPECT_EQ(tokenizer->decode(expected), "Hello</s>Hello");
  EXPECT_EQ(tokenizer->piece(hello.front()), " Hello") << "a piece keeps its space";
  spec_.space_prefix = SpacePrefix::first_text;
  EXPECT_NE(must(must(make_tokenizer(spec_))->encode("Hello</s>Hello", false)), expected);
}

TEST_F(SentencePieceLibrary, UnsupportedModelsAreNamed) {
  const auto error_of = [this](const SentencePieceFile& file) {
    const ScratchFolder folder;
    (void)folder.file("tokenizer.model", file.bytes(spec_));
    const auto spec = tokenizer_spec_from_hf(folder.path());
    return spec ? "no error" : spec.error().message();
  };
  file_.model_type = 1;
  EXPECT_THAT(error_of(file_), testing::HasSubstr("unigram"));
  file_.model_type = 2;
  file_.character_map = "something";
  EXPECT_THAT(error_of(file_), testing::HasSubstr("normalization"));
  file_.character_map.clear();
  file_.removes_extra_spaces = true;
  EXPECT_THAT(error_of(file_), testing::HasSubstr("extra spaces"));
}

TEST(SentencePieceFile, DamageIsAnErrorOrAnotherModelNeverACrash) {
  TokenizerSpec spec;
  spec.tokens = {"<unk>", "<s>", "</s>", "▁", "a", "b", "▁a", "ab"};
  spec.scores = {0, 0, 0, -4, -5, -6, -1, -2};
  spec.types = {TokenType::unknown, TokenType::control, TokenType::control, TokenType::normal,
                TokenType::normal,  TokenType::normal,  TokenType::normal,  TokenType::normal};
  const std::string good = SentencePieceFile().bytes(spec);
  const ScratchFolder folder;
  RandomText random(2);
  int errors = 0;
  for (int i = 0; i < 600; ++i) {
    std::string bad = good.substr(0, i % 2 == 0 ? random.below(good.size()) : good.size());
    if (i % 2 == 1) bad[random.below(bad.size())] = static_cast<char>(random.below(256));
    (void)folder.file("tokenizer.model", bad);
    const auto read = tokenizer_spec_from_hf(folder.path());
    const auto tokenizer = read ? make_tokenizer(*read) : tl::unexpected(read.error());
    if (!tokenizer) {
      ++errors;
      EXPECT_FALSE(tokenizer.error().what.empty());
    } else {
      (void)(*tokenizer)->encode("ab a <s>", true);
    }
  }
  EXPECT_GT(errors, 200);
}

}  // namespace
}  // namespace rotorscope
