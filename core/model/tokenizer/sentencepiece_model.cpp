#include "core/model/tokenizer/sentencepiece_model.h"

#include "core/model/tokenizer/byte_alphabet.h"
#include "core/model/tokenizer/unicode_text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rotorscope {
namespace {

/// Whether a space follows another character.
bool has_inner_space(std::string_view text) {
  bool letters = false;
  for (std::size_t at = 0; at < text.size();) {
    const bool space = text.substr(at).starts_with(space_mark);
    if (space && letters) return true;
    letters = letters || !space;
    at += character_at(text, at).length;
  }
  return false;
}

}  // namespace

SentencePieceModel::SentencePieceModel(std::shared_ptr<const Vocabulary> vocabulary)
    : vocabulary_(std::move(vocabulary)) {
  byte_tokens_.fill(-1);
  pieces_.reserve(vocabulary_->size());
  for (TokenId id = 0; vocabulary_->has(id); ++id) {
    const std::string& text = vocabulary_->text(id);
    const TokenType type = vocabulary_->type(id);
    if (type == TokenType::byte) {
      if (const auto byte = byte_of_token(text); byte && byte_tokens_[*byte] < 0) byte_tokens_[*byte] = id;
    } else if (type != TokenType::control && type != TokenType::unknown && !text.empty()) {
      pieces_.try_emplace(text, id);
      longest_piece_ = std::max(longest_piece_, text.size());
      has_unused_ = has_unused_ || type == TokenType::unused;
      splits_at_spaces_ = splits_at_spaces_ && !has_inner_space(text);
    }
  }
}

Result<std::unique_ptr<SentencePieceModel>> SentencePieceModel::make(std::shared_ptr<const Vocabulary> vocabulary,
                                                                     const std::vector<float>& scores,
                                                                     const Merges& merges) {
  std::unique_ptr<SentencePieceModel> model(new SentencePieceModel(std::move(vocabulary)));
  const bool all_bytes = std::ranges::none_of(model->byte_tokens_, [](TokenId id) { return id < 0; });
  if (!all_bytes && !model->vocabulary_->unknown) {
    return fail("the vocabulary has neither an unknown token nor a token for every byte", "tokenizer");
  }
  if (!merges.empty()) {
    model->rank_by_merges(merges);
  } else {
    ROTOR_CHECK(model->rank_by_score(scores));
  }
  return model;
}

Status SentencePieceModel::rank_by_score(const std::vector<float>& scores) {
  if (scores.size() != vocabulary_->size()) {
    return fail("there are " + std::to_string(scores.size()) + " scores for " + std::to_string(vocabulary_->size()) +
                    " tokens, and no merges",
                "tokenizer");
  }
  if (std::ranges::any_of(scores, [](float score) { return std::isnan(score); })) {
    return fail("a token's score is not a number", "tokenizer");
  }
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t id) { return scores[id]; });
  rank_of_piece_.resize(scores.size());
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && scores[order[i]] != scores[order[i - 1]]) ++rank;
    rank_of_piece_[order[i]] = rank;
  }
  return {};
}

void SentencePieceModel::rank_by_merges(const Merges& merges) {
  merges_ = PairTable(merges.size());
  std::uint32_t rank = 0;
  for (const auto& [left, right] : merges) {
    const std::int32_t left_id = find(left);
    const std::int32_t right_id = find(right);
    const std::int32_t merged = find(left + right);
    if (left_id >= 0 && right_id >= 0 && merged >= 0) merges_.insert(left_id, right_id, {rank, merged});
    ++rank;
  }
}

std::int32_t SentencePieceModel::find(std::string_view text) const {
  if (text.size() > longest_piece_) return -1;
  const auto found = pieces_.find(text);
  return found == pieces_.end() ? -1 : found->second;
}

void SentencePieceModel::encode_word(std::string_view word, std::vector<TokenId>& ids) const {
  std::vector<BpeSymbol> symbols;
  symbols.reserve(word.size());
  for (std::size_t at = 0; at < word.size();) {
    const std::uint32_t length = character_at(word, at).length;
    symbols.push_back({static_cast<std::uint32_t>(at), length, find(word.substr(at, length))});
    at += length;
  }
  Origins origins;
  merge_symbols(symbols, [&](const BpeSymbol& left, const BpeSymbol& right) -> BpeMerge {
    if (rank_of_piece_.empty()) return merges_.find(left.id, right.id);
    const std::string_view text = word.substr(left.begin, left.length + right.length);
    const std::int32_t id = find(text);
    if (id < 0) return {};
    if (has_unused_ && vocabulary_->type(id) == TokenType::unused) {
      origins[text] = {text.substr(0, left.length), text.substr(left.length)};
    }
    return {rank_of_piece_[static_cast<std::size_t>(id)], id};
  });
  bool in_unknown_run = false;
  for (const BpeSymbol& symbol : symbols) {
    append(word.substr(symbol.begin, symbol.length), origins, ids, in_unknown_run);
  }
}

void SentencePieceModel::append(std::string_view text, const Origins& origins, std::vector<TokenId>& ids,
                                bool& in_unknown_run) const {
  // Unused tokens may appear on the way to longer ones, never in the result: they fall apart again.
  std::vector<std::string_view> rest = {text};
  while (!rest.empty()) {
    const std::string_view piece = rest.back();
    rest.pop_back();
    const std::int32_t id = find(piece);
    const auto origin = id >= 0 && vocabulary_->type(id) == TokenType::unused ? origins.find(piece) : origins.end();
    if (origin != origins.end()) {
      rest.push_back(origin->second.second);
      rest.push_back(origin->second.first);
    } else if (id >= 0) {
      ids.push_back(id);
      in_unknown_run = false;
    } else if (std::ranges::all_of(piece,
                                   [&](char byte) { return byte_tokens_[static_cast<unsigned char>(byte)] >= 0; })) {
      for (const char byte : piece) ids.push_back(byte_tokens_[static_cast<unsigned char>(byte)]);
      in_unknown_run = false;
    } else {
      vocabulary_->append_unknown(ids, in_unknown_run);
    }
  }
}

std::string SentencePieceModel::bytes_of(TokenId id) const {
  const std::string& text = vocabulary_->text(id);
  if (vocabulary_->type(id) == TokenType::byte) {
    if (const auto byte = byte_of_token(text)) return {static_cast<char>(*byte)};
  }
  return replace_all(text, space_mark, " ");
}

}  // namespace rotorscope
