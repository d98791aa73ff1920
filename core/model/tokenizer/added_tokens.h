// Finds special tokens in a text before it is split into words.
#pragma once

#include "core/model/tokenizer/tokenizer_spec.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rotorscope {

/// A trie of token texts. Of the tokens that occur in a text it takes the leftmost, of those that start at one place
/// the longest, then goes on behind it, as Hugging Face tokenizers do.
class AddedTokens {
 public:
  struct Part {
    std::string_view text;         ///< the part of the input; of a token, with the white space it swallows
    std::optional<TokenId> token;  ///< not given: plain text
  };

  AddedTokens();
  /// An empty text is ignored; a text that is there already keeps its first token.
  void add(std::string_view text, const AddedToken& token);
  [[nodiscard]] bool empty() const { return tokens_.empty(); }

  /// The input cut into tokens and the texts between them, in order; no text is empty.
  [[nodiscard]] std::vector<Part> split(std::string_view input) const;

 private:
  struct Match {
    std::size_t length = 0;
    std::int32_t token = -1;  ///< index into tokens_
  };
  [[nodiscard]] Match match_at(std::string_view input, std::size_t at) const;

  std::array<std::int32_t, 256> first_;                       ///< node of each first byte; -1: none
  std::unordered_map<std::uint64_t, std::int32_t> children_;  ///< (node, byte) → node
  std::vector<std::int32_t> token_of_node_;                   ///< index into tokens_; -1: no token ends here
  std::vector<AddedToken> tokens_;
};

}  // namespace rotorscope
