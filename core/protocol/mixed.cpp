#include "core/protocol/mixed.h"

#include <algorithm>

namespace rotorscope {

int mixed_bits(const QuantSpec& quant, std::int64_t layer, std::string_view name, std::string_view all, int usual) {
  int bits = usual;
  for (const BitsOverride& entry : quant.mixed) {
    const bool covers = entry.first < 0 || (layer >= entry.first && layer <= entry.last);
    if (covers && (entry.name == name || entry.name == all)) bits = entry.bits;
  }
  return bits;
}

std::optional<std::vector<BitsOverride>> parse_overrides(const std::string& text) {
  constexpr std::string_view between = ",; \t\n";
  std::vector<BitsOverride> entries;
  for (std::size_t at = text.find_first_not_of(between); at != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(between, at), text.size());
    const auto entry = parse_override(text.substr(at, end - at));
    if (!entry) return std::nullopt;
    entries.push_back(*entry);
    at = text.find_first_not_of(between, end);
  }
  return entries;
}

std::string overrides_text(const std::vector<BitsOverride>& entries) {
  std::string text;
  for (const BitsOverride& entry : entries) text += (text.empty() ? "" : ", ") + override_text(entry);
  return text;
}

}  // namespace rotorscope
