// Any input: no crash, no quadratic time, the same answer from every thread, and the text back from its ids.
#include "tests/tokenizer/random_text.h"
#include "tests/tokenizer/tokenizers_for_tests.h"

#include <chrono>
#include <thread>

namespace rotorscope {
namespace {

using Ids = std::vector<TokenId>;

class AnyVocabulary : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto path = vocabulary_file(GetParam());
    SKIP_WITHOUT(path);
    tokenizer_ = tokenizer_of_gguf(path);
  }
  /// Seconds that encode takes; the ids decode to the text again.
  double seconds_for(const std::string& text) {
    const auto start = std::chrono::steady_clock::now();
    const auto ids = must(tokenizer_->encode(text, false));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(tokenizer_->decode(ids), text);
    return taken.count();
  }
  std::unique_ptr<Tokenizer> tokenizer_;
};

TEST_P(AnyVocabulary, DecodingGivesTheTextBack) {
  RandomText random(1);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = random.text();
    if (text.find("▁") != std::string::npos) continue;  // SentencePiece has no other word for a space
    ASSERT_EQ(tokenizer_->decode(must(tokenizer_->encode(text, false))), text);
  }
}

TEST_P(AnyVocabulary, AnyBytesAreEncodedAsTheirRepairedText) {
  RandomText random(2);
  for (int i = 0; i < 2000; ++i) {
    const std::string bytes = random.bytes(200);
    const auto ids = must(tokenizer_->encode(bytes, i % 2 == 0));
    for (const TokenId id : ids) {
      ASSERT_GE(id, 0);
      ASSERT_LT(static_cast<std::size_t>(id), tokenizer_->vocab_size());
    }
    const std::string text = tokenizer_->decode(ids);
    ASSERT_EQ(must(tokenizer_->encode(text, false)), ids) << "the repaired text gives the same ids";
  }
}

TEST_P(AnyVocabulary, AnyIdsAreDecoded) {
  RandomText random(3);
  for (int i = 0; i < 500; ++i) {
    Ids ids(random.below(50));
    for (auto& id : ids) id = static_cast<TokenId>(random.below(std::size_t{1} << 32));
    (void)tokenizer_->decode(ids);
    for (auto& id : ids) id = static_cast<TokenId>(random.below(tokenizer_->vocab_size()));
    std::string joined;
    for (const TokenId id : ids) joined += tokenizer_->piece(id);
    const std::string text = tokenizer_->decode(ids);
    EXPECT_LE(text.size(), joined.size());
  }
}

TEST_P(AnyVocabulary, LongWordsDoNotTakeQuadraticTime) {
  // A quadratic method would need minutes for each.
  constexpr double limit_seconds = 10;
  std::string mixed;
  for (RandomText random(4); mixed.size() < 200'000;) mixed += static_cast<char>('a' + random.below(26));
  EXPECT_LT(seconds_for(std::string(400'000, 'a')), limit_seconds);
  EXPECT_LT(seconds_for(mixed), limit_seconds);
  EXPECT_LT(seconds_for(std::string(400'000, ' ') + "1"), limit_seconds);
  EXPECT_LT(seconds_for(std::string(400'000, '\n') + "x"), limit_seconds);
  EXPECT_LT(seconds_for(std::string(400'000, '7')), limit_seconds);
  EXPECT_LT(seconds_for(std::string(400'000, '<')), limit_seconds);
  EXPECT_LT(seconds_for(std::string(400'000, '\0')), limit_seconds);
}

TEST_P(AnyVocabulary, ThreadsDoNotDisturbEachOther) {
  std::vector<std::string> texts;
  for (RandomText random(5); texts.size() < 200;) texts.push_back(random.text());
  std::vector<Ids> expected;
  for (const auto& text : texts) expected.push_back(must(tokenizer_->encode(text, true)));
  std::vector<int> differences(4, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < differences.size(); ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = 0; i < texts.size(); ++i) {
          const auto ids = tokenizer_->encode(texts[i], true);
          if (!ids || *ids != expected[i]) ++differences[t];
        }
      });
    }
  }
  EXPECT_EQ(differences, std::vector<int>(4, 0));
}

INSTANTIATE_TEST_SUITE_P(All, AnyVocabulary, testing::Values("llama-spm", "gpt-2", "deepseek-llm"),
                         [](const auto& vocabulary) {
                           std::string name = vocabulary.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(TokenizerRobustness, WordsWithoutAnySplitAreStillFast) {
  std::vector<std::pair<std::string, std::string>> merges;
  for (std::string run = "a"; run.size() < 64; run += run) merges.emplace_back(run, run);
  const auto tokenizer = must(make_tokenizer(byte_level_spec(merges)));
  const auto ids = must(tokenizer->encode(std::string(1'000'000, 'a'), false));
  EXPECT_EQ(ids.size(), 1'000'000U / 64);
}

TEST(TokenizerRobustness, AnExpressionThatExplodesIsAnErrorInSeconds) {
  TokenizerSpec spec = byte_level_spec();
  spec.split_rules = {isolating("(?:a|aa|b?a)+$(?<=c)")};
  const auto tokenizer = must(make_tokenizer(spec));
  const auto start = std::chrono::steady_clock::now();
  const auto ids = tokenizer->encode(std::string(5000, 'a'), false);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  ASSERT_FALSE(ids);
  EXPECT_NE(ids.error().message().find("split rule"), std::string::npos);
  EXPECT_LT(taken.count(), 30);
}

TEST(TokenizerRobustness, RandomSpecificationsGiveATokenizerOrAnError) {
  RandomText random(9);
  int made = 0;
  for (int i = 0; i < 3000; ++i) {
    TokenizerSpec spec;
    spec.kind = random.below(2) == 0 ? TokenizerKind::byte_level_bpe : TokenizerKind::sentencepiece;
    if (random.below(2) == 0) spec.split_rules.emplace();
    const std::size_t count = random.below(20);
    for (std::size_t t = 0; t < count; ++t) {
      spec.tokens.push_back(random.bytes(4));
      spec.scores.push_back(static_cast<float>(random.below(5)));
      spec.types.push_back(static_cast<TokenType>(1 + random.below(6)));
      if (random.below(2) == 0) spec.merges.emplace_back(random.bytes(2), random.bytes(2));
    }
    if (random.below(4) != 0) spec.unknown = static_cast<TokenId>(random.below(20));
    spec.space_prefix = static_cast<SpacePrefix>(random.below(3));
    spec.ignore_merges = random.below(2) == 0;
    const auto tokenizer = make_tokenizer(spec);
    if (!tokenizer) continue;
    ++made;
    const auto ids = (*tokenizer)->encode(random.bytes(30) + random.text(), false);
    ASSERT_TRUE(ids);
    (void)(*tokenizer)->decode(*ids);
  }
  EXPECT_GT(made, 500);
}

}  // namespace
}  // namespace rotorscope
