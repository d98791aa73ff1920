#include "core/model/tokenizer/display_text.h"

#include "core/model/tokenizer/unicode_text.h"

#include <array>
#include <cstdio>

namespace rotorscope {
namespace {

std::string formatted(const char* format, unsigned int number) {
  std::array<char, 16> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, number);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string control_picture(std::uint32_t code) {
  const std::uint32_t picture = code == 0x7F ? 0x21 : code;
  return {'\xE2', '\x90', static_cast<char>(0x80 + picture)};
}

}  // namespace

std::string display_text(std::string_view piece) {
  if (piece.empty()) return "∅";
  std::string out;
  for (std::size_t at = 0; at < piece.size();) {
    const Character character = character_at(piece, at);
    const std::string_view bytes = piece.substr(at, character.length);
    if (!character.valid) {
      for (const char byte : bytes) out += formatted("\\x%02X", static_cast<unsigned char>(byte));
    } else if (character.code == ' ') {
      out += "·";
    } else if (character.code == '\n') {
      out += "↵";
    } else if (character.code == '\t') {
      out += "⇥";
    } else if (character.code < 0x20 || character.code == 0x7F) {
      out += control_picture(character.code);
    } else if (is_invisible(character.code)) {
      out += formatted("\\u{%X}", character.code);
    } else {
      out += bytes;
    }
    at += character.length;
  }
  return out;
}

}  // namespace rotorscope
