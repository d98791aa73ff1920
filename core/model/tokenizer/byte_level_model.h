// Byte-level BPE of one word (Radford et al. 2019): the word's bytes are the first symbols.
#pragma once

#include "core/model/tokenizer/bpe_merge.h"
#include "core/model/tokenizer/pair_table.h"
#include "core/model/tokenizer/vocabulary.h"
#include "core/model/tokenizer/word_model.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rotorscope {

class ByteLevelModel final : public WordModel {
 public:
  using Merges = std::vector<std::pair<std::string, std::string>>;

  /// The vocabulary is in GPT-2's alphabet.
  ByteLevelModel(std::shared_ptr<const Vocabulary> vocabulary, const Merges& merges, bool ignore_merges);

  void encode_word(std::string_view word, std::vector<TokenId>& ids) const override;
  [[nodiscard]] std::string bytes_of(TokenId id) const override;

 private:
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::array<std::int32_t, 256> symbol_of_byte_;
  /// Symbols are token ids; those from vocabulary_->size() up are results of merges that are no tokens.
  PairTable merges_;
  std::unordered_map<std::string, TokenId> whole_words_;  ///< by bytes; only with ignore_merges
};

}  // namespace rotorscope
