// UTF-8 and the few Unicode properties that tokenizers ask for.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rotorscope {

/// U+2581, which stands for a space in SentencePiece's vocabularies.
inline constexpr std::string_view space_mark = "\xE2\x96\x81";

/// One character and its length in bytes; of broken UTF-8, U+FFFD and the length of the broken sequence (its longest
/// part that could have been valid, as the Unicode standard recommends in 3.9).
struct Character {
  std::uint32_t code = 0;
  std::uint32_t length = 0;
  bool valid = true;
};

/// The character at `at`, which must lie inside the text.
[[nodiscard]] Character character_at(std::string_view text, std::size_t at);
/// The character that ends just before `end` in valid UTF-8; `end` > 0.
[[nodiscard]] Character character_before(std::string_view text, std::size_t end);

[[nodiscard]] bool is_valid_utf8(std::string_view text);
/// Every broken sequence replaced by U+FFFD.
[[nodiscard]] std::string replace_invalid_utf8(std::string_view text);

/// Unicode's White_Space property.
[[nodiscard]] bool is_white_space(std::uint32_t code);
/// A letter, mark, decimal digit or connector: what \w matches.
[[nodiscard]] bool is_word_character(std::uint32_t code);
/// Control, format, private or unassigned character, or a space other than U+0020: not to be seen on a screen.
[[nodiscard]] bool is_invisible(std::uint32_t code);

/// The first character as in a title, all others lower case, by Unicode's mappings of one character to one.
[[nodiscard]] std::string capitalized(std::string_view text);

/// Unicode normalization of valid UTF-8. Errors: out of memory.
Result<std::string> normalize(std::string_view text, Normalization form);

/// Every `from` replaced by `to`.
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

}  // namespace rotorscope
