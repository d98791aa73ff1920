// What make_tokenizer refuses, and what it accepts though it is odd.
#include "tests/tokenizer/tokenizers_for_tests.h"

#include <limits>

#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using Ids = std::vector<TokenId>;
using testing::HasSubstr;

std::string error_of(TokenizerSpec spec) {
  const auto tokenizer = make_tokenizer(std::move(spec));
  return tokenizer ? "no error" : tokenizer.error().message();
}

template <class Change>
std::string error_after(const Change& change) {
  TokenizerSpec spec = byte_level_spec({{"a", "b"}}, {"<s>"});
  change(spec);
  return error_of(std::move(spec));
}

TEST(TokenizerSpecification, ContradictionsAreErrors) {
  EXPECT_EQ(error_after([](TokenizerSpec&) {}), "no error");
  EXPECT_THAT(error_of({}), HasSubstr("no tokens"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.types.pop_back(); }), HasSubstr("257 token types"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.types[0] = static_cast<TokenType>(9); }), HasSubstr("type 9"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.bos = 258; }), HasSubstr("BOS token has the id 258"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.eos = -5; }), HasSubstr("EOS"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.unknown = 1 << 30; }), HasSubstr("unknown"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.added_tokens.emplace_back().id = 999; }), HasSubstr("999"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.add_bos = true; }), HasSubstr("BOS"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.add_eos = true; }), HasSubstr("EOS"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) { s.split_rules = {isolating("[")}; }), HasSubstr("does not compile"));
  EXPECT_THAT(error_after([](TokenizerSpec& s) {
                s.split_rules.reset();
                s.pre_tokenizer = "?";
              }),
              HasSubstr("not supported"));
}

TEST(TokenizerSpecification, SentencePieceNeedsRanksAndAWayOutOfTheVocabulary) {
  TokenizerSpec spec;
  spec.kind = TokenizerKind::sentencepiece;
  spec.tokens = {"<unk>", "a"};
  spec.types = {TokenType::unknown, TokenType::normal};
  spec.unknown = 0;
  EXPECT_THAT(error_of(spec), HasSubstr("0 scores for 2 tokens"));
  spec.scores = {0, 0};
  EXPECT_EQ(error_of(spec), "no error");
  spec.scores[1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(error_of(spec), HasSubstr("not a number"));
  spec.scores[1] = 0;
  spec.unknown.reset();
  EXPECT_THAT(error_of(spec), HasSubstr("neither an unknown token"));
}

TEST(TokenizerSpecification, OfTwoTokensWithOneTextTheLowerIsUsed) {
  TokenizerSpec spec = byte_level_spec({{"a", "b"}});
  spec.tokens.emplace_back("ab");
  spec.types.push_back(TokenType::normal);
  const auto tokenizer = must(make_tokenizer(spec));
  EXPECT_EQ(must(tokenizer->encode("ab", false)), Ids{256});
  EXPECT_EQ(tokenizer->piece(257), "ab");
}

TEST(TokenizerSpecification, TheFirstOfTwoEqualMergesCounts) {
  TokenizerSpec spec = byte_level_spec({{"a", "b"}, {"b", "c"}});
  spec.merges.emplace_back("a", "b");
  EXPECT_EQ(must(must(make_tokenizer(spec))->encode("abc", false)), (Ids{256, 'c'}));
}

TEST(TokenizerSpecification, AMergeThatIsNoTokenMayLeadToOne) {
  TokenizerSpec spec = byte_level_spec({{"ab", "c"}});
  spec.merges = {{"a", "b"}, {"ab", "c"}};
  const auto tokenizer = must(make_tokenizer(spec));
  EXPECT_EQ(must(tokenizer->encode("abc", false)), Ids{256});
  EXPECT_EQ(must(tokenizer->encode("abd", false)), (Ids{'a', 'b', 'd'})) << "otherwise its bytes are given";
}

TEST(TokenizerSpecification, BytesWithoutATokenAreUnknownOrDropped) {
  TokenizerSpec spec;
  spec.split_rules.emplace();
  spec.tokens = {"<unk>", "a", "b"};
  spec.types = {TokenType::unknown, TokenType::normal, TokenType::normal};
  EXPECT_EQ(must(must(make_tokenizer(spec))->encode("axyb", false)), (Ids{1, 2}));
  spec.unknown = 0;
  EXPECT_EQ(must(must(make_tokenizer(spec))->encode("axyb", false)), (Ids{1, 0, 0, 2}));
  spec.fuse_unknown = true;
  EXPECT_EQ(must(must(make_tokenizer(spec))->encode("axyb", false)), (Ids{1, 0, 2}));
}

TEST(TokenizerSpecification, IgnoreMergesTakesWholeWords) {
  TokenizerSpec spec = byte_level_spec({{"a", "b"}});
  spec.tokens.emplace_back("xyz");
  spec.types.push_back(TokenType::normal);
  EXPECT_EQ(must(must(make_tokenizer(spec))->encode("xyz", false)), (Ids{'x', 'y', 'z'}));
  spec.ignore_merges = true;
  EXPECT_EQ(must(must(make_tokenizer(spec))->encode("xyz", false)), Ids{257});
  EXPECT_EQ(must(must(make_tokenizer(spec))->encode("xyza", false)), (Ids{'x', 'y', 'z', 'a'}));
}

TEST(TokenizerSpecification, SpecialTokensAreAddedAndFound) {
  TokenizerSpec spec = byte_level_spec({}, {"<s>", "</s>"});
  spec.bos = 256;
  spec.eos = 257;
  spec.add_bos = spec.add_eos = true;
  const auto tokenizer = must(make_tokenizer(spec));
  EXPECT_EQ(must(tokenizer->encode("a</s>", true)), (Ids{256, 'a', 257, 257}));
  EXPECT_EQ(must(tokenizer->encode("a</s>", false)), (Ids{'a', 257}));
  EXPECT_EQ(must(tokenizer->encode("", true)), (Ids{256, 257}));
  EXPECT_TRUE(tokenizer->is_special(256));
  EXPECT_FALSE(tokenizer->is_special('a'));
  EXPECT_FALSE(tokenizer->is_special(-1));
  EXPECT_EQ(tokenizer->decode(Ids{256, 'a', -1, 9999, 257}), "<s>a</s>") << "ids outside give nothing";
}

}  // namespace
}  // namespace rotorscope
