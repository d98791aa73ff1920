#include "core/formats/sentencepiece_merges.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <unordered_set>

namespace rotorscope {

std::vector<std::pair<std::string, std::string>> sentencepiece_merges(const TokenizerSpec& spec) {
  const auto can_merge = [&](std::size_t id) {
    const bool normal = id >= spec.types.size() || spec.types[id] == TokenType::normal;
    return normal && id < spec.scores.size();
  };
  std::unordered_set<std::string_view> known;
  std::vector<std::size_t> order;
  for (std::size_t id = 0; id < spec.tokens.size(); ++id) {
    if (!can_merge(id)) continue;
    known.insert(spec.tokens[id]);
    order.push_back(id);
  }
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t id) { return spec.scores[id]; });
  std::vector<std::pair<std::string, std::string>> merges;
  for (const std::size_t id : order) {
    const std::string_view token = spec.tokens[id];
    for (std::size_t cut = 1; cut < token.size(); ++cut) {
      const bool between_characters = (static_cast<unsigned char>(token[cut]) & 0xC0U) != 0x80U;
      if (!between_characters || !known.contains(token.substr(0, cut)) || !known.contains(token.substr(cut))) continue;
      merges.emplace_back(token.substr(0, cut), token.substr(cut));
    }
  }
  return merges;
}

}  // namespace rotorscope
