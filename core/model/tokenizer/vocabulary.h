// The tokens of a tokenizer, shared by its parts.
#pragma once

#include "core/model/tokenizer/tokenizer_spec.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rotorscope {

struct Vocabulary {
  std::vector<std::string> tokens;
  std::vector<TokenType> types;  ///< as many as tokens
  std::optional<TokenId> unknown;
  bool fuse_unknown = false;

  [[nodiscard]] std::size_t size() const { return tokens.size(); }
  [[nodiscard]] bool has(TokenId id) const { return id >= 0 && static_cast<std::size_t>(id) < tokens.size(); }
  [[nodiscard]] const std::string& text(TokenId id) const { return tokens[static_cast<std::size_t>(id)]; }
  [[nodiscard]] TokenType type(TokenId id) const { return types[static_cast<std::size_t>(id)]; }
  [[nodiscard]] bool is_special(TokenId id) const {
    return type(id) == TokenType::control || type(id) == TokenType::user_defined || type(id) == TokenType::unknown;
  }

  /// Appends the unknown token, or nothing if there is none, or if the run that it belongs to has it already.
  void append_unknown(std::vector<TokenId>& ids, bool& in_unknown_run) const {
    if (unknown && !(fuse_unknown && in_unknown_run)) ids.push_back(*unknown);
    in_unknown_run = true;
  }
};

}  // namespace rotorscope
