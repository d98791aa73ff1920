// SentencePiece's BPE of one word (Kudo, Richardson 2018): characters merge by score, unknown ones become byte tokens.
#pragma once

#include "core/base/result.h"
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

class SentencePieceModel final : public WordModel {
 public:
  using Merges = std::vector<std::pair<std::string, std::string>>;

  /// The merges decide if there are any, else the scores. Errors: neither; a score that is no number; neither an
  /// unknown token nor all byte tokens.
  static Result<std::unique_ptr<SentencePieceModel>> make(std::shared_ptr<const Vocabulary> vocabulary,
                                                          const std::vector<float>& scores, const Merges& merges);

  void encode_word(std::string_view word, std::vector<TokenId>& ids) const override;
  [[nodiscard]] std::string bytes_of(TokenId id) const override;

  /// No token has a space after another character, so that no merge crosses the start of a word and words can be
  /// encoded one by one.
  [[nodiscard]] bool splits_at_spaces() const { return splits_at_spaces_; }

 private:
  /// The two stretches that an unused token was made of.
  using Origins = std::unordered_map<std::string_view, std::pair<std::string_view, std::string_view>>;

  explicit SentencePieceModel(std::shared_ptr<const Vocabulary> vocabulary);
  Status rank_by_score(const std::vector<float>& scores);
  void rank_by_merges(const Merges& merges);
  [[nodiscard]] std::int32_t find(std::string_view text) const;
  void append(std::string_view text, const Origins& origins, std::vector<TokenId>& ids, bool& in_unknown_run) const;

  std::shared_ptr<const Vocabulary> vocabulary_;
  std::unordered_map<std::string_view, TokenId> pieces_;  ///< what merges can lead to; views into the vocabulary
  std::size_t longest_piece_ = 0;                         ///< bytes
  std::array<TokenId, 256> byte_tokens_;                  ///< -1: none
  std::vector<std::uint32_t> rank_of_piece_;              ///< by id; empty if merges decide
  PairTable merges_;
  bool has_unused_ = false;
  bool splits_at_spaces_ = true;
};

}  // namespace rotorscope
