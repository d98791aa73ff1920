// A stand-in tokenizer whose ids can be written down: a token a byte, but "xy" is one token.
#pragma once

#include "core/model/tokenizer/tokenizer.h"

namespace rotorscope::testing {

class LetterTokenizer final : public Tokenizer {
 public:
  static constexpr TokenId joined = 256, begin = 257;
  explicit LetterTokenizer(std::optional<TokenId> bos = begin) : bos_(bos) {}

  [[nodiscard]] Result<std::vector<TokenId>> encode(std::string_view text, bool add_special) const override {
    std::vector<TokenId> ids;
    if (add_special && bos_) ids.push_back(*bos_);
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool pair = text.substr(i, 2) == "xy";
      ids.push_back(pair ? joined : static_cast<unsigned char>(text[i]));
      if (pair) ++i;
    }
    return ids;
  }
  [[nodiscard]] std::string decode(std::span<const TokenId> ids) const override {
    std::string text;
    for (const TokenId id : ids) text += piece(id);
    return text;
  }
  [[nodiscard]] std::string piece(TokenId id) const override {
    return id == joined ? "xy" : id < 256 ? std::string(1, static_cast<char>(id)) : "";
  }
  [[nodiscard]] std::size_t vocab_size() const override { return 258; }
  [[nodiscard]] std::optional<TokenId> bos() const override { return bos_; }
  [[nodiscard]] std::optional<TokenId> eos() const override { return std::nullopt; }
  [[nodiscard]] bool adds_bos() const override { return true; }
  [[nodiscard]] bool adds_eos() const override { return false; }
  [[nodiscard]] bool is_special(TokenId id) const override { return id == begin; }

 private:
  std::optional<TokenId> bos_;
};

}  // namespace rotorscope::testing
