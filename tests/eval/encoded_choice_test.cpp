// Where context and continuation part, by a tokenizer whose ids can be written down.
#include "core/eval/tasks/encoded_choice.h"

#include "tests/eval/letter_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using Ids = std::vector<TokenId>;
using ::testing::HasSubstr;
using testing::LetterTokenizer;

EncodedChoice encoded(const std::string& context, const std::string& continuation, std::size_t most = 100) {
  const auto result = encode_choice(LetterTokenizer(), {context, continuation, "", 1}, most);
  EXPECT_TRUE(result) << result.error().message();
  return result ? *result : EncodedChoice{};
}

std::string error_of(const Tokenizer& tokenizer, const std::string& context, const std::string& continuation,
                     std::size_t most = 100) {
  const auto result = encode_choice(tokenizer, {context, continuation, "", 1}, most);
  EXPECT_FALSE(result) << "an error was expected";
  return result ? "" : result.error().message();
}

TEST(EncodedChoices, TheLastTokenPredictsNothingAndThereIsNoBos) {
  const EncodedChoice choice = encoded("ab", " cd");
  EXPECT_EQ(choice.input, (Ids{'a', 'b', ' ', 'c'}));
  EXPECT_EQ(choice.targets, (Ids{' ', 'c', 'd'}));
}

TEST(EncodedChoices, ContextAndContinuationAreTokenizedWhole) {
  // Alone, "x" is one token and "yz" two; together they are "xy" and "z", of which the context's one token is "xy".
  const EncodedChoice choice = encoded("x", "yz");
  EXPECT_EQ(choice.input, (Ids{LetterTokenizer::joined}));
  EXPECT_EQ(choice.targets, (Ids{'z'}));
}

TEST(EncodedChoices, TrailingSpaceOfTheContextIsScored) {
  EXPECT_EQ(encoded("ab \n", " c").targets, (Ids{' ', '\n', ' ', 'c'}));
  EXPECT_EQ(encoded("ab \n", " c").input, (Ids{'a', 'b', ' ', '\n', ' '}));
}

TEST(EncodedChoices, ALongContextIsCutOnTheLeft) {
  EXPECT_EQ(encoded("abcdef", "gh", 4).input, (Ids{'d', 'e', 'f', 'g'}));
  EXPECT_EQ(encoded("abcdef", "gh", 4).targets, (Ids{'g', 'h'}));
  EXPECT_EQ(encoded("abcdef", "gh", 7).input, (Ids{'a', 'b', 'c', 'd', 'e', 'f', 'g'})) << "exactly full";
}

TEST(EncodedChoices, BosStandsForAnEmptyContext) {
  for (const char* context : {"", " "}) {
    const EncodedChoice choice = encoded(context, "ab");
    EXPECT_EQ(choice.input.front(), LetterTokenizer::begin);
    EXPECT_EQ(choice.input.size(), choice.targets.size());
  }
  EXPECT_THAT(error_of(LetterTokenizer(std::nullopt), "", "ab"), HasSubstr("neither a BOS nor an EOS"));
}

TEST(EncodedChoices, NothingToScoreIsAnError) {
  EXPECT_THAT(error_of(LetterTokenizer(), "ab", ""), HasSubstr("no token of its own"));
  EXPECT_THAT(error_of(LetterTokenizer(), "x", "y"), HasSubstr("no token of its own"));
  EXPECT_THAT(error_of(LetterTokenizer(), "ab", "cdefg", 4), HasSubstr("5 tokens, more than the 4"));
}

TEST(ScoredRows, OneTokenAnswersShareARow) {
  const Question question{{{"ab", "c", "", 1}, {"ab", "d", "", 1}, {"ab", "ef", "", 1}, {"az", "c", "", 1}}, 0};
  const auto rows = scored_rows(LetterTokenizer(), question, 100);
  ASSERT_TRUE(rows) << rows.error().message();
  ASSERT_EQ(rows->size(), 2U);
  const ScoredRow& shared = rows->at(0);  // "abe" also reads "ab"
  EXPECT_EQ(shared.input, (Ids{'a', 'b', 'e'}));
  ASSERT_EQ(shared.parts.size(), 3U);
  EXPECT_EQ(shared.parts[0].choice, 2U);
  EXPECT_EQ(shared.parts[0].from, 1U);
  EXPECT_EQ(shared.parts[0].targets, (Ids{'e', 'f'}));
  EXPECT_EQ(shared.parts[1].choice, 0U);
  EXPECT_EQ(shared.parts[1].from, 1U);
  EXPECT_EQ(shared.parts[1].targets, (Ids{'c'}));
  EXPECT_EQ(shared.parts[2].choice, 1U);
  EXPECT_EQ(rows->at(1).input, (Ids{'a', 'z'}));
  EXPECT_EQ(rows->at(1).parts.at(0).choice, 3U);
}

}  // namespace
}  // namespace rotorscope
