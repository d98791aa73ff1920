// The splits of the named pre-tokenizers, derived by hand from their expressions.
#include "core/model/tokenizer/pre_tokenizer.h"

#include "core/model/tokenizer/pre_tokenizer_names.h"
#include "tests/tokenizer/tokenizers_for_tests.h"

#include <gmock/gmock.h>

namespace rotorscope {
namespace {

using testing::ElementsAre;

std::vector<std::string> split(const std::vector<SplitRule>& rules, std::string_view text) {
  const auto pre_tokenizer = must(PreTokenizer::make(rules));
  RegexScratch scratch;
  std::vector<std::string_view> words;
  const auto status = pre_tokenizer.split(text, scratch, words);
  if (!status) throw std::runtime_error(status.error().message());
  return {words.begin(), words.end()};
}

std::vector<std::string> named(std::string_view name, std::string_view text) {
  return split(must(named_pre_tokenizer(name)).rules, text);
}

TEST(PreTokenizer, Gpt2) {
  EXPECT_THAT(named("gpt-2", "I'll say: don't,  really!"),
              ElementsAre("I", "'ll", " say", ":", " don", "'t", ",", " ", " really", "!"));
  EXPECT_THAT(named("gpt-2", "DON'T"), ElementsAre("DON", "'", "T")) << "contractions in lower case only";
  EXPECT_THAT(named("gpt-2", "abc123 4567"), ElementsAre("abc", "123", " 4567"));
  EXPECT_THAT(named("gpt-2", "a\n\n b  \n"), ElementsAre("a", "\n\n", " b", "  \n"));
  EXPECT_THAT(named("gpt-2", "naïve Привет"), ElementsAre("naïve", " Привет"));
  EXPECT_THAT(named("gpt-2", ""), ElementsAre());
}

TEST(PreTokenizer, Llama3) {
  EXPECT_THAT(named("llama-bpe", "1234567 89"), ElementsAre("123", "456", "7", " ", "89")) << "digits in threes";
  EXPECT_THAT(named("llama-bpe", "DON'T we'Ll I'm"), ElementsAre("DON", "'T", " we", "'Ll", " I", "'m"))
      << "contractions in any case";
  EXPECT_THAT(named("llama-bpe", "(hello)\n\n!!\n\nx"), ElementsAre("(hello", ")\n\n", "!!\n\n", "x"))
      << "one sign joins the letters after it, line ends the signs before them";
  EXPECT_THAT(named("llama-bpe", "a   b \n\n  c"), ElementsAre("a", "  ", " b", " \n\n", " ", " c"));
  EXPECT_THAT(named("llama-bpe", "\tif x:"), ElementsAre("\tif", " x", ":"));
  EXPECT_THAT(named("llama-bpe", "٣٤٥٦"), ElementsAre("٣٤٥", "٦"));
}

TEST(PreTokenizer, Qwen2) {
  EXPECT_THAT(named("qwen2", "1234 5"), ElementsAre("1", "2", "3", "4", " ", "5")) << "single digits";
  EXPECT_THAT(named("qwen2", "YOU'RE it's"), ElementsAre("YOU", "'RE", " it", "'s"));
  EXPECT_THAT(named("qwen2", "x=1;\ny"), ElementsAre("x", "=", "1", ";\n", "y"));
}

TEST(PreTokenizer, SmolLmSplitsDigitsFirst) {
  EXPECT_THAT(named("smollm", "v12  3"), ElementsAre("v", "1", "2", "  ", "3"))
      << "the spaces before a digit stay together, since the digit is split off first";
  EXPECT_THAT(named("starcoder", "a ½"), ElementsAre("a", " ", "½"));
}

TEST(PreTokenizer, DeepSeekLlm) {
  EXPECT_THAT(named("deepseek-llm", "Hello world\nПривет, 12 我想 a"),
              ElementsAre("Hello", " world", "\n", "Привет", ",", " ", "1", "2", " ", "我想", " a"));
  EXPECT_THAT(named("deepseek-llm", "a   "), ElementsAre("a", "   "));
  EXPECT_THAT(named("deepseek-llm", "ὠ\u1F7D\u1FD3\u1FDB"), ElementsAre("ὠ\u1F7D\u1FD3\u1FDB"))
      << "ends of ranges that Unicode normalization would turn round";
}

TEST(PreTokenizer, DeepSeekV3) {
  EXPECT_THAT(named("deepseek-v3", "12345 x_foo _bar 日本!"),
              ElementsAre("123", "45", " x", "_foo", " _", "bar", " ", "日本", "!"));
}

TEST(PreTokenizer, Llama4SplitsBeforeCapitals) {
  EXPECT_THAT(named("gpt-4o", "camelCase HTTPServer's"), ElementsAre("camel", "Case", " HTTPServer's"));
}

TEST(PreTokenizer, WhiteSpaceIsUnicodes) {
  EXPECT_THAT(named("gpt-2", "a\u00A0\u2003b"), ElementsAre("a", "\u00A0", "\u2003", "b"));
  EXPECT_THAT(named("gpt-2", "a\u180Eb"), ElementsAre("a", "\u180E", "b"));
  EXPECT_THAT(named("gpt-2", "a \u180E"), ElementsAre("a", " \u180E")) << "U+180E is no white space";
  EXPECT_THAT(named("gpt-2", "a \u0085"), ElementsAre("a", " \u0085"));
}

TEST(PreTokenizer, EveryNameCompilesAndLosesNothing) {
  const std::string text = "It's 12 naïve\n\n  cafés — 日本 ½ٲ!?\t\u3000x  ";
  for (const char* name : {"gpt-2", "smollm", "starcoder", "llama-bpe", "dbrx", "qwen2", "stablelm2", "gpt-4o",
                           "tekken", "deepseek-llm", "deepseek-coder", "deepseek-v3", "falcon", "default"}) {
    std::string joined;
    for (const auto& word : named(name, text)) joined += word;
    EXPECT_EQ(joined, text) << name;
  }
  const auto unknown = named_pre_tokenizer("no-such-model");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message(), testing::HasSubstr("no-such-model"));
}

TEST(PreTokenizer, SplitBehaviors) {
  const auto dashes = [](SplitBehavior behavior, bool invert, std::string_view text) {
    SplitRule rule = isolating("-");
    rule.behavior = behavior;
    rule.invert = invert;
    return split({rule}, text);
  };
  // The example of Hugging Face's documentation.
  const std::string_view text = "the-final--countdown";
  EXPECT_THAT(dashes(SplitBehavior::removed, false, text), ElementsAre("the", "final", "countdown"));
  EXPECT_THAT(dashes(SplitBehavior::isolated, false, text), ElementsAre("the", "-", "final", "-", "-", "countdown"));
  EXPECT_THAT(dashes(SplitBehavior::merged_with_previous, false, text),
              ElementsAre("the-", "final-", "-", "countdown"));
  EXPECT_THAT(dashes(SplitBehavior::merged_with_next, false, text), ElementsAre("the", "-final", "-", "-countdown"));
  EXPECT_THAT(dashes(SplitBehavior::contiguous, false, text), ElementsAre("the", "-", "final", "--", "countdown"));
  EXPECT_THAT(dashes(SplitBehavior::removed, true, text), ElementsAre("-", "-", "-"));
}

TEST(PreTokenizer, EmptyMatchesCutAndNeverStall) {
  EXPECT_THAT(split({isolating("(?=b)")}, "abäb"), ElementsAre("a", "bä", "b"));
  EXPECT_THAT(split({isolating("x*")}, "aé"), ElementsAre("a", "é"));
}

TEST(PreTokenizer, LiteralPatternsAreNoExpressions) {
  SplitRule rule = isolating(".(");
  rule.literal = true;
  EXPECT_THAT(split({rule}, "ab.(c"), ElementsAre("ab", ".(", "c"));
}

TEST(PreTokenizer, BadPatternsAreErrors) {
  EXPECT_FALSE(PreTokenizer::make({isolating("(")}));
  EXPECT_FALSE(PreTokenizer::make({isolating("[\\p{L}&&[^a]]")})) << "PCRE2 would read it as something else";
  EXPECT_FALSE(PreTokenizer::make({isolating("\\C")}));
  EXPECT_FALSE(PreTokenizer::make({isolating("\xFF")}));
}

}  // namespace
}  // namespace rotorscope
