#include "core/model/tokenizer/added_tokens.h"

#include "core/model/tokenizer/unicode_text.h"

#include <algorithm>

namespace rotorscope {
namespace {

std::uint64_t edge(std::int32_t node, char byte) {
  return (static_cast<std::uint64_t>(node) << 8) | static_cast<unsigned char>(byte);
}

bool touches_word(std::string_view input, std::size_t begin, std::size_t end) {
  return (begin > 0 && is_word_character(character_before(input, begin).code)) ||
         (end < input.size() && is_word_character(character_at(input, end).code));
}

}  // namespace

AddedTokens::AddedTokens() { first_.fill(-1); }

void AddedTokens::add(std::string_view text, const AddedToken& token) {
  if (text.empty()) return;
  std::int32_t node = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto next = static_cast<std::int32_t>(token_of_node_.size());
    std::int32_t& child = i == 0 ? first_[static_cast<unsigned char>(text[0])]
                                 : children_.try_emplace(edge(node, text[i]), std::int32_t{-1}).first->second;
    if (child < 0) {
      child = next;
      token_of_node_.push_back(-1);
    }
    node = child;
  }
  std::int32_t& slot = token_of_node_[static_cast<std::size_t>(node)];
  if (slot >= 0) return;
  slot = static_cast<std::int32_t>(tokens_.size());
  tokens_.push_back(token);
}

AddedTokens::Match AddedTokens::match_at(std::string_view input, std::size_t at) const {
  Match best;
  std::int32_t node = first_[static_cast<unsigned char>(input[at])];
  for (std::size_t end = at + 1; node >= 0; ++end) {
    const std::int32_t token = token_of_node_[static_cast<std::size_t>(node)];
    if (token >= 0) best = {end - at, token};
    if (end == input.size()) break;
    const auto child = children_.find(edge(node, input[end]));
    node = child == children_.end() ? -1 : child->second;
  }
  return best;
}

std::vector<AddedTokens::Part> AddedTokens::split(std::string_view input) const {
  std::vector<Part> parts;
  std::size_t text_begin = 0;
  for (std::size_t at = 0; at < input.size() && !tokens_.empty();) {
    const Match match = match_at(input, at);
    if (match.token < 0) {
      ++at;
      continue;
    }
    const AddedToken& token = tokens_[static_cast<std::size_t>(match.token)];
    std::size_t begin = at;
    std::size_t end = at + match.length;
    at = end;
    if (token.single_word && touches_word(input, begin, end)) continue;
    while (token.strips_left && begin > text_begin) {
      const Character character = character_before(input, begin);
      if (!is_white_space(character.code)) break;
      begin -= character.length;
    }
    while (token.strips_right && end < input.size()) {
      const Character character = character_at(input, end);
      if (!is_white_space(character.code)) break;
      end += character.length;
    }
    if (begin > text_begin) parts.push_back({input.substr(text_begin, begin - text_begin), {}});
    parts.push_back({input.substr(begin, end - begin), token.id});
    text_begin = at = end;
  }
  if (text_begin < input.size()) parts.push_back({input.substr(text_begin), {}});
  return parts;
}

}  // namespace rotorscope
