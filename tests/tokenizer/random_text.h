// Random texts that reach every branch of a tokenizer: words, runs of spaces, digits, signs, all of Unicode.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace rotorscope {

class RandomText {
 public:
  explicit RandomText(std::uint32_t seed) : random_(seed) {}

  /// Valid UTF-8, some dozens of characters.
  std::string text() {
    std::string out;
    for (std::uint32_t parts = below(30); parts > 0; --parts) {
      switch (below(8)) {
        case 0:
          out.append(below(6), ' ');
          break;
        case 1:
          out += std::to_string(random_());
          break;
        case 2:
        case 3:
          out += words[below(words.size())];
          break;
        case 4:
          out += static_cast<char>(below(128));
          break;
        case 5:
          append(out, 0x80 + below(0x780));
          break;
        default:
          append(out, below(0x110000));
      }
    }
    return out;
  }

  /// Any bytes at all.
  std::string bytes(std::size_t most) {
    std::string out(below(most + 1), '\0');
    for (char& byte : out) byte = static_cast<char>(below(256));
    return out;
  }

  std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

 private:
  static constexpr std::array<std::string_view, 16> words = {
      "the",  " the", " Hello", "don't", "WE'LL", " naïve", "日本語",      "привет",
      "\n\n", "\r\n", "\t",     "...",   "½",     "٣٤",     "👩‍👧", "_x"};

  static void append(std::string& out, std::uint32_t code) {
    if (code >= 0xD800 && code < 0xE000) code = 0xFFFD;
    const auto tail = [&](unsigned int shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += {static_cast<char>(0xC0 | (code >> 6)), tail(0)};
    } else if (code < 0x10000) {
      out += {static_cast<char>(0xE0 | (code >> 12)), tail(6), tail(0)};
    } else {
      out += {static_cast<char>(0xF0 | (code >> 18)), tail(12), tail(6), tail(0)};
    }
  }

  std::mt19937 random_;
};

}  // namespace rotorscope
