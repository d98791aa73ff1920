// Bytes written as text. GPT-2's alphabet: a visible character for each of the 256 bytes, so that any bytes can be
// written as text. Radford et al. 2019, encoder.py: printable Latin-1 stands for itself, the other 68 bytes are U+0100
// and up in order.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rotorscope {

/// The UTF-8 of the character that stands for a byte.
[[nodiscard]] std::string_view byte_letter(unsigned char byte);

/// The bytes that a text in the alphabet stands for; nothing if a character is not of the alphabet.
[[nodiscard]] std::optional<std::string> bytes_of_letters(std::string_view letters);

/// The byte that a SentencePiece byte token stands for, "<0x0A>" → 10; nothing if it is none.
[[nodiscard]] std::optional<unsigned char> byte_of_token(std::string_view text);

}  // namespace rotorscope
