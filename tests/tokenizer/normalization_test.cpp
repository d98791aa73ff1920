// UTF-8 repair against the Unicode standard's tables; normal forms.
#include "core/model/tokenizer/unicode_text.h"
#include "tests/tokenizer/tokenizers_for_tests.h"

namespace rotorscope {
namespace {

using namespace std::string_literals;

TEST(Utf8, BrokenSequencesBecomeOneReplacementEach) {
  // Unicode 15, chapter 3.9, tables 3-8 to 3-11.
  const std::string r = "\uFFFD";
  EXPECT_EQ(replace_invalid_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(replace_invalid_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(replace_invalid_utf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), r + r + r + r + r + "A" + r + r + "B");
  EXPECT_EQ(replace_invalid_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), r + r + r + r + "A");
  EXPECT_EQ(replace_invalid_utf8("ok \xE2\x82"), "ok " + r);
}

TEST(Utf8, ValidityAtTheEdges) {
  for (const auto& valid : {"\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s, "\xEE\x80\x80"s,
                            "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s, "\0"s, ""s}) {
    EXPECT_TRUE(is_valid_utf8(valid));
  }
  for (const auto& broken : {"\x80"s, "\xC1\xBF"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s, "\xF0\x8F\xBF\xBF"s,
                             "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xC2"s, "a\xE2\x82"s}) {
    EXPECT_FALSE(is_valid_utf8(broken));
  }
}

TEST(Utf8, CharactersAreReadInBothDirections) {
  const std::string text = "aé€😀";
  const std::vector<std::uint32_t> codes = {'a', 0xE9, 0x20AC, 0x1F600};
  std::vector<std::uint32_t> forward;
  for (std::size_t at = 0; at < text.size(); at += character_at(text, at).length) {
    forward.push_back(character_at(text, at).code);
  }
  std::vector<std::uint32_t> backward;
  for (std::size_t end = text.size(); end > 0; end -= character_before(text, end).length) {
    backward.insert(backward.begin(), character_before(text, end).code);
  }
  EXPECT_EQ(forward, codes);
  EXPECT_EQ(backward, codes);
}

TEST(Normalization, Forms) {
  EXPECT_EQ(must(normalize("e\u0301 ﬁ", Normalization::nfc)), "é ﬁ");
  EXPECT_EQ(must(normalize("é ﬁ", Normalization::nfd)), "e\u0301 ﬁ");
  EXPECT_EQ(must(normalize("e\u0301 ﬁ", Normalization::nfkc)), "é fi");
  EXPECT_EQ(must(normalize("é ﬁ", Normalization::nfkd)), "e\u0301 fi");
  EXPECT_EQ(must(normalize("e\u0301\0é"s, Normalization::nfc)), "é\0é"s);
  EXPECT_EQ(must(normalize("", Normalization::nfc)), "");
}

TEST(Normalization, Qwen2ComposesBeforeItSplits) {
  TokenizerSpec spec = byte_level_spec();
  spec.split_rules.reset();
  spec.pre_tokenizer = "qwen2";
  const auto qwen = must(make_tokenizer(spec));
  EXPECT_EQ(must(qwen->encode("e\u0301", false)), must(qwen->encode("\u00E9", false)));
  spec.pre_tokenizer = "llama-bpe";
  const auto llama = must(make_tokenizer(spec));
  EXPECT_NE(must(llama->encode("e\u0301", false)), must(llama->encode("\u00E9", false)));
}

}  // namespace
}  // namespace rotorscope
