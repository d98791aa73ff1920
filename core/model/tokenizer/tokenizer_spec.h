// Everything that defines a tokenizer, independent of the file it came from.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rotorscope {

using TokenId = std::int32_t;

enum class TokenizerKind {
  byte_level_bpe,  ///< GPT-2's: bytes as letters, words by regular expressions, merges by rank
  sentencepiece,   ///< characters with spaces as U+2581, merges by score (or rank), bytes for unknown characters
};

/// What a token is; the numbers are GGUF's and SentencePiece's.
enum class TokenType : std::int32_t { normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };

/// What becomes of a match of a split rule. The names are Hugging Face tokenizers'.
enum class SplitBehavior { isolated, removed, merged_with_previous, merged_with_next, contiguous };

/// One step of the pre-tokenizer; each step splits what the step before left.
struct SplitRule {
  std::string pattern;   ///< a regular expression, or plain text
  bool literal = false;  ///< the pattern is plain text
  SplitBehavior behavior = SplitBehavior::isolated;
  bool invert = false;  ///< what lies between the matches is the match
};

/// Where a space is put before the text.
enum class SpacePrefix {
  never,
  first_text,  ///< only before text that stands at the very start of the input
  every_text,  ///< also before the text after each special token, as Llama 2 and llama.cpp do
};

enum class Normalization { none, nfc, nfd, nfkc, nfkd };

/// A token whose text is found in the input before anything else happens to it.
struct AddedToken {
  TokenId id = 0;
  bool strips_left = false;   ///< swallows the white space before it
  bool strips_right = false;  ///< swallows the white space after it
  bool single_word = false;   ///< only where no letter, digit or underscore touches it
  bool normalized = false;    ///< looked for in the normalized text
};

/// Readers fill it; make_tokenizer checks it.
struct TokenizerSpec {
  TokenizerKind kind = TokenizerKind::byte_level_bpe;
  /// The name GGUF files use in tokenizer.ggml.pre; read only for byte-level BPE without split_rules.
  std::string pre_tokenizer = "default";
  /// Given, even empty, they replace the named pre-tokenizer.
  std::optional<std::vector<SplitRule>> split_rules;
  /// Not given: what the named pre-tokenizer's models use.
  std::optional<Normalization> normalization;

  std::vector<std::string> tokens;  ///< by id; byte-level BPE in GPT-2's alphabet
  std::vector<float> scores;        ///< by id; SentencePiece without merges needs them, highest merges first
  std::vector<TokenType> types;     ///< by id; empty: all normal
  std::vector<std::pair<std::string, std::string>> merges;  ///< first merges first
  /// Tokens of the types control, user_defined and unknown that are not listed here are added tokens without options.
  std::vector<AddedToken> added_tokens;

  std::optional<TokenId> bos, eos, unknown;
  bool add_bos = false, add_eos = false;
  SpacePrefix space_prefix = SpacePrefix::never;
  bool prefix_only_if_missing = false;  ///< no prefix where the text starts with a space already
  bool ignore_merges = false;           ///< a whole word that is a token is that token, whatever the merges say
  bool fuse_unknown = false;            ///< a run of unknown characters gives one unknown token
};

/// Reads a Hugging Face directory: tokenizer.json (byte-level BPE, or BPE in SentencePiece's manner), else
/// tokenizer.model (SentencePiece BPE); tokenizer_config.json and its companions for special tokens.
/// Errors: neither file there, damaged, or a kind of tokenizer that is not supported, which is named.
Result<TokenizerSpec> tokenizer_spec_from_hf(const std::filesystem::path& directory);

}  // namespace rotorscope
