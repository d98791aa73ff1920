#include "core/model/tokenizer/byte_level_model.h"

#include "core/model/tokenizer/byte_alphabet.h"

#include <utility>

namespace rotorscope {
namespace {

/// Symbols by text. Normal tokens come first where several tokens share a text.
class SymbolNames {
 public:
  explicit SymbolNames(const Vocabulary& vocabulary) : next_(static_cast<std::int32_t>(vocabulary.size())) {
    symbols_.reserve(vocabulary.size());
    for (const bool normal : {true, false}) {
      for (TokenId id = 0; vocabulary.has(id); ++id) {
        if ((vocabulary.type(id) == TokenType::normal) == normal) symbols_.try_emplace(vocabulary.text(id), id);
      }
    }
  }
  /// Negative if there is none.
  [[nodiscard]] std::int32_t find(std::string_view text) const {
    const auto found = symbols_.find(std::string(text));
    return found == symbols_.end() ? -1 : found->second;
  }
  std::int32_t find_or_add(const std::string& text) {
    const auto [entry, added] = symbols_.try_emplace(text, next_);
    if (added) ++next_;
    return entry->second;
  }

 private:
  std::unordered_map<std::string, std::int32_t> symbols_;
  std::int32_t next_;
};

}  // namespace

ByteLevelModel::ByteLevelModel(std::shared_ptr<const Vocabulary> vocabulary, const Merges& merges, bool ignore_merges)
    : vocabulary_(std::move(vocabulary)), merges_(merges.size()) {
  SymbolNames names(*vocabulary_);
  std::uint32_t rank = 0;
  for (const auto& [left, right] : merges) {
    const std::int32_t left_id = names.find_or_add(left);
    const std::int32_t right_id = names.find_or_add(right);
    merges_.insert(left_id, right_id, {rank++, names.find_or_add(left + right)});
  }
  for (unsigned int byte = 0; byte < 256; ++byte) {
    symbol_of_byte_[byte] = names.find(byte_letter(static_cast<unsigned char>(byte)));
  }
  for (TokenId id = 0; ignore_merges && vocabulary_->has(id); ++id) {
    if (vocabulary_->type(id) != TokenType::normal) continue;
    if (auto bytes = bytes_of_letters(vocabulary_->text(id))) whole_words_.try_emplace(std::move(*bytes), id);
  }
}

void ByteLevelModel::encode_word(std::string_view word, std::vector<TokenId>& ids) const {
  if (!whole_words_.empty()) {
    if (const auto whole = whole_words_.find(std::string(word)); whole != whole_words_.end()) {
      ids.push_back(whole->second);
      return;
    }
  }
  std::vector<BpeSymbol> symbols(word.size());
  for (std::uint32_t i = 0; i < word.size(); ++i) {
    symbols[i] = {i, 1, symbol_of_byte_[static_cast<unsigned char>(word[i])]};
  }
  merge_symbols(symbols,
                [&](const BpeSymbol& left, const BpeSymbol& right) { return merges_.find(left.id, right.id); });
  bool in_unknown_run = false;
  for (const BpeSymbol& symbol : symbols) {
    if (vocabulary_->has(symbol.id)) {
      ids.push_back(symbol.id);
      in_unknown_run = false;
      continue;
    }
    for (const char byte : word.substr(symbol.begin, symbol.length)) {
      const std::int32_t id = symbol_of_byte_[static_cast<unsigned char>(byte)];
      if (vocabulary_->has(id)) {
        ids.push_back(id);
        in_unknown_run = false;
      } else {
        vocabulary_->append_unknown(ids, in_unknown_run);
      }
    }
  }
}

std::string ByteLevelModel::bytes_of(TokenId id) const {
  const std::string& text = vocabulary_->text(id);
  return bytes_of_letters(text).value_or(text);
}

}  // namespace rotorscope
