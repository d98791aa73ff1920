// Tokens made readable for lists, plots and tooltips.
#pragma once

#include <string>
#include <string_view>

namespace rotorscope {

/// A token's bytes (Tokenizer::piece) as one line of valid UTF-8 in which nothing is invisible: spaces as "·", line
/// feed "↵", carriage return "␍", tab "⇥", other ASCII control characters as their picture (U+2400 and up), other
/// invisible characters as "\u{200B}", bytes that are no UTF-8 as "\xE2". An empty text gives "∅".
[[nodiscard]] std::string display_text(std::string_view piece);

}  // namespace rotorscope
