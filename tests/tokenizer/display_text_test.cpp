// Tokens as people read them.
#include "core/model/tokenizer/display_text.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using namespace std::string_view_literals;

TEST(DisplayText, NothingIsInvisible) {
  EXPECT_EQ(display_text("hello"), "hello");
  EXPECT_EQ(display_text(" the"), "·the");
  EXPECT_EQ(display_text("\n\n"), "↵↵");
  EXPECT_EQ(display_text("\r\n\t"), "␍↵⇥");
  EXPECT_EQ(display_text("\0\x1B\x7F"sv), "␀␛␡");
  EXPECT_EQ(display_text(""), "∅");
  EXPECT_EQ(display_text("Привет"), "Привет");
  EXPECT_EQ(display_text("a\u200Bb\u00A0\uFEFF"), "a\\u{200B}b\\u{A0}\\u{FEFF}");
}

TEST(DisplayText, PartsOfCharactersAreShownAsBytes) {
  EXPECT_EQ(display_text("\xE2\x96"), "\\xE2\\x96");
  EXPECT_EQ(display_text(" \xF0\x9F"), "·\\xF0\\x9F");
  EXPECT_EQ(display_text("\xBD!"), "\\xBD!");
  EXPECT_EQ(display_text("\xED\xA0\x80"), "\\xED\\xA0\\x80") << "a surrogate is no character";
}

}  // namespace
}  // namespace rotorscope
