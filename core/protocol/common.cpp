#include "core/protocol/common.h"

#include <array>
#include <cctype>
#include <string_view>

namespace rotorscope {

std::string scheme_name(const QuantSpec& quant) {
  return "W" + std::to_string(quant.w_bits) + "A" + std::to_string(quant.a_bits) + "KV" + std::to_string(quant.kv_bits);
}

bool apply_scheme(const std::string& scheme, QuantSpec& quant) {
  std::array<int, 3> bits = {16, 16, 16};
  constexpr std::array<std::string_view, 3> letters = {"W", "A", "KV"};
  std::size_t at = 0;
  for (std::size_t part = 0; part < letters.size() && at < scheme.size(); ++part) {
    for (const char letter : letters[part]) {
      if (at >= scheme.size() || std::toupper(static_cast<unsigned char>(scheme[at])) != letter) return false;
      ++at;
    }
    int value = 0;
    std::size_t digits = 0;
    for (; at < scheme.size() && std::isdigit(static_cast<unsigned char>(scheme[at])) && digits < 2; ++at, ++digits) {
      value = value * 10 + (scheme[at] - '0');
    }
    if (value != 16 && (value < 2 || value > 8)) return false;
    bits[part] = value;
  }
  if (at != scheme.size() || scheme.empty()) return false;
  quant.w_bits = bits[0];
  quant.a_bits = bits[1];
  quant.kv_bits = bits[2];
  return true;
}

}  // namespace rotorscope
