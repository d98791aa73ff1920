// Text to token ids and back.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

/// A model's tokenizer. All members are const and may be called from several threads at once.
class Tokenizer {
 public:
  Tokenizer() = default;
  Tokenizer(const Tokenizer&) = delete;
  Tokenizer& operator=(const Tokenizer&) = delete;
  virtual ~Tokenizer();

  /// Token ids of a text. The text of a special token always becomes that token. With `add_special`, BOS and EOS are
  /// added where the model wants them. Bytes that are no UTF-8 are read as U+FFFD, one for each broken sequence.
  /// Errors: a text of 2 GiB or more; a split rule from the model's file that takes too long on this text.
  [[nodiscard]] virtual Result<std::vector<TokenId>> encode(std::string_view utf8, bool add_special) const = 0;

  /// The tokens' bytes, special tokens as their text; the space that encode puts before a text is taken off again, so
  /// decode(encode(text)) is the text where the tokenizer does not normalize. For a token in the middle of a text use
  /// piece. Ids outside the vocabulary give nothing. May end inside a UTF-8 sequence if the ids do.
  [[nodiscard]] virtual std::string decode(std::span<const TokenId> ids) const = 0;

  /// The bytes of one token: with its leading space, not always whole UTF-8 characters (see display_text). A special
  /// token gives its text, an id outside the vocabulary nothing.
  [[nodiscard]] virtual std::string piece(TokenId id) const = 0;

  [[nodiscard]] virtual std::size_t vocab_size() const = 0;
  [[nodiscard]] virtual std::optional<TokenId> bos() const = 0;
  [[nodiscard]] virtual std::optional<TokenId> eos() const = 0;
  /// encode(…, true) puts BOS in front.
  [[nodiscard]] virtual bool adds_bos() const = 0;
  /// encode(…, true) puts EOS at the end.
  [[nodiscard]] virtual bool adds_eos() const = 0;
  /// A control, user-defined or unknown token: one whose text is found in the input as a whole.
  [[nodiscard]] virtual bool is_special(TokenId id) const = 0;
};

/// Builds the tokenizer.
///
/// Errors: no tokens; lists of different lengths; BOS, EOS, unknown or an added token outside the vocabulary; adding a
/// BOS or EOS that is not there; an unknown pre-tokenizer or type; a pattern that does not compile; SentencePiece
/// without scores and merges, or with neither an unknown token nor all byte tokens. Harmless and so accepted, as by
/// llama.cpp: a text that two tokens share (the lower id is used), a merge listed twice (the first counts), a merge
/// whose result is no token (it may still lead to one; otherwise its bytes are given singly).
Result<std::unique_ptr<Tokenizer>> make_tokenizer(TokenizerSpec spec);

}  // namespace rotorscope
