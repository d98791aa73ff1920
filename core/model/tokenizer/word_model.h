// The part of a tokenizer that turns one word into tokens.
#pragma once

#include "core/model/tokenizer/tokenizer_spec.h"

#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

class WordModel {
 public:
  WordModel() = default;
  WordModel(const WordModel&) = delete;
  WordModel& operator=(const WordModel&) = delete;
  virtual ~WordModel() = default;

  /// Appends the word's tokens. The word is valid UTF-8, normalized, shorter than 2^31 bytes.
  virtual void encode_word(std::string_view word, std::vector<TokenId>& ids) const = 0;

  /// The bytes that a token of the type normal, unused or byte stands for.
  [[nodiscard]] virtual std::string bytes_of(TokenId id) const = 0;
};

}  // namespace rotorscope
