// Which special token is found where several could be, and what it swallows.
#include "core/model/tokenizer/added_tokens.h"

#include "tests/tokenizer/tokenizers_for_tests.h"

namespace rotorscope {
namespace {

AddedToken token(TokenId id) {
  AddedToken added;
  added.id = id;
  return added;
}

/// "text|#id|…"
std::string shown(const AddedTokens& tokens, std::string_view input) {
  std::string out;
  for (const auto& part : tokens.split(input)) {
    if (!out.empty()) out += '|';
    if (part.token) out += '#' + std::to_string(*part.token) + '=';
    out += part.text;
  }
  return out;
}

TEST(AddedTokens, TheLeftmostWinsThenTheLongest) {
  AddedTokens tokens;
  tokens.add("<a>", token(1));
  tokens.add("<a><b>", token(2));
  tokens.add("b><c", token(3));
  tokens.add("", token(4));
  EXPECT_EQ(shown(tokens, "x<a>y"), "x|#1=<a>|y");
  EXPECT_EQ(shown(tokens, "<a><b><c"), "#2=<a><b>|<c");
  EXPECT_EQ(shown(tokens, "<a><bb><c"), "#1=<a>|<b|#3=b><c");
  EXPECT_EQ(shown(tokens, "<a><"), "#1=<a>|<");
  EXPECT_EQ(shown(tokens, "plain"), "plain");
  EXPECT_EQ(shown(tokens, ""), "");
}

TEST(AddedTokens, ATextThatIsThereTwiceKeepsItsFirstToken) {
  AddedTokens tokens;
  tokens.add("<a>", token(1));
  tokens.add("<a>", token(2));
  EXPECT_EQ(shown(tokens, "<a>"), "#1=<a>");
}

TEST(AddedTokens, StrippingTokensSwallowWhiteSpaceOfAnyKind) {
  AddedTokens tokens;
  AddedToken left = token(1);
  left.strips_left = true;
  AddedToken right = token(2);
  right.strips_right = true;
  tokens.add("<l>", left);
  tokens.add("<r>", right);
  EXPECT_EQ(shown(tokens, "a \n\u3000<l> b"), "a|#1= \n\u3000<l>| b");
  EXPECT_EQ(shown(tokens, "a <r>\t\u00A0b"), "a |#2=<r>\t\u00A0|b");
  EXPECT_EQ(shown(tokens, "<r> <l>"), "#2=<r> |#1=<l>") << "white space that is taken is not there any more";
  EXPECT_EQ(shown(tokens, "  <l>"), "#1=  <l>");
}

TEST(AddedTokens, SingleWordsNeedABoundaryOnBothSides) {
  AddedTokens tokens;
  AddedToken word = token(1);
  word.single_word = true;
  tokens.add("cat", word);
  EXPECT_EQ(shown(tokens, "cat"), "#1=cat");
  EXPECT_EQ(shown(tokens, "a cat."), "a |#1=cat|.");
  EXPECT_EQ(shown(tokens, "concat cats _cat écat cat"), "concat cats _cat écat |#1=cat");
}

TEST(AddedTokens, NormalizedOnesAreFoundInTheNormalizedText) {
  TokenizerSpec spec = byte_level_spec({}, {"é!", "ê!"});
  spec.normalization = Normalization::nfc;
  AddedToken normalized = token(256);
  normalized.normalized = true;
  spec.added_tokens = {normalized};
  const auto tokenizer = must(make_tokenizer(spec));
  EXPECT_EQ(must(tokenizer->encode("e\u0301!", false)), std::vector<TokenId>{256}) << "composed first, then found";
  EXPECT_EQ(must(tokenizer->encode("e\u0302!", false)).size(), 3U) << "looked for before it is composed: not found";
  EXPECT_EQ(must(tokenizer->encode("\u00EA!", false)), std::vector<TokenId>{257});
}

}  // namespace
}  // namespace rotorscope
