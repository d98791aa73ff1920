// The chain from text to ids: special tokens, normalization, words, merges.
#pragma once

#include "core/model/tokenizer/added_tokens.h"
#include "core/model/tokenizer/pre_tokenizer.h"
#include "core/model/tokenizer/tokenizer.h"
#include "core/model/tokenizer/vocabulary.h"
#include "core/model/tokenizer/word_model.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

class WordCache;

class BpeTokenizer final : public Tokenizer {
 public:
  struct Parts {
    std::shared_ptr<const Vocabulary> vocabulary;
    std::unique_ptr<const WordModel> model;
    PreTokenizer pre_tokenizer;
    AddedTokens added_raw;               ///< looked for in the input
    AddedTokens added_normalized;        ///< looked for in the normalized text
    std::vector<bool> found_normalized;  ///< by id: of the second kind
    Normalization normalization = Normalization::none;
    bool marks_spaces = false;  ///< spaces become U+2581
    SpacePrefix space_prefix = SpacePrefix::never;
    bool prefix_only_if_missing = false;
    std::optional<TokenId> bos, eos;
    bool add_bos = false, add_eos = false;
  };

  explicit BpeTokenizer(Parts parts);

  [[nodiscard]] Result<std::vector<TokenId>> encode(std::string_view utf8, bool add_special) const override;
  [[nodiscard]] std::string decode(std::span<const TokenId> ids) const override;
  [[nodiscard]] std::string piece(TokenId id) const override;
  [[nodiscard]] std::size_t vocab_size() const override { return parts_.vocabulary->size(); }
  [[nodiscard]] std::optional<TokenId> bos() const override { return parts_.bos; }
  [[nodiscard]] std::optional<TokenId> eos() const override { return parts_.eos; }
  [[nodiscard]] bool adds_bos() const override { return parts_.add_bos; }
  [[nodiscard]] bool adds_eos() const override { return parts_.add_eos; }
  [[nodiscard]] bool is_special(TokenId id) const override;

 private:
  [[nodiscard]] Result<std::string> normalized(std::string_view text, bool at_start) const;
  Status encode_text(std::string_view text, RegexScratch& scratch, WordCache& cache, std::vector<TokenId>& ids) const;

  Parts parts_;
};

}  // namespace rotorscope
