// Remembers the tokens of words within one call of encode: most words of a text occur again.
#pragma once

#include "core/model/tokenizer/word_model.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rotorscope {

/// Not shared between threads. Bounded: it keeps up to 65,536 words of at most 64 bytes.
class WordCache {
 public:
  /// Appends the tokens of a word, from memory or from the model.
  void encode(const WordModel& model, std::string_view word, std::vector<TokenId>& ids);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
  };
  struct Entry {
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
  };
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::vector<TokenId> ids_;
};

}  // namespace rotorscope
