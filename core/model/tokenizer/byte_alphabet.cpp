#include "core/model/tokenizer/byte_alphabet.h"

#include "core/model/tokenizer/unicode_text.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace rotorscope {
namespace {

constexpr bool stands_for_itself(unsigned int byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

struct Alphabet {
  std::array<std::string, 256> letters;
  std::array<int, 256 + 68> bytes{};  ///< by code point; -1: not of the alphabet

  Alphabet() {
    bytes.fill(-1);
    unsigned int next = 256;
    for (unsigned int byte = 0; byte < 256; ++byte) {
      const unsigned int code = stands_for_itself(byte) ? byte : next++;
      bytes[code] = static_cast<int>(byte);
      if (code < 0x80) {
        letters[byte] = static_cast<char>(code);
      } else {
        letters[byte] = {static_cast<char>(0xC0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3F))};
      }
    }
  }
};

const Alphabet& alphabet() {
  static const Alphabet instance;
  return instance;
}

}  // namespace

std::string_view byte_letter(unsigned char byte) { return alphabet().letters[byte]; }

std::optional<std::string> bytes_of_letters(std::string_view letters) {
  std::string bytes;
  bytes.reserve(letters.size());
  for (std::size_t at = 0; at < letters.size();) {
    const Character letter = character_at(letters, at);
    if (!letter.valid || letter.code >= alphabet().bytes.size() || alphabet().bytes[letter.code] < 0) return {};
    bytes += static_cast<char>(alphabet().bytes[letter.code]);
    at += letter.length;
  }
  return bytes;
}

std::optional<unsigned char> byte_of_token(std::string_view text) {
  if (text.size() != 6 || !text.starts_with("<0x") || text.back() != '>') return {};
  unsigned char byte = 0;
  const auto [end, error] = std::from_chars(text.data() + 3, text.data() + 5, byte, 16);
  if (error != std::errc{} || end != text.data() + 5) return {};
  return byte;
}

}  // namespace rotorscope
