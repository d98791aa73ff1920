// The tokenizer that a GGUF file's metadata describes.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

/// Metadata by key, wherever it comes from; nothing where the key is not there or its value is of another kind.
class TokenizerMetadata {
 public:
  TokenizerMetadata() = default;
  TokenizerMetadata(const TokenizerMetadata&) = delete;
  TokenizerMetadata& operator=(const TokenizerMetadata&) = delete;
  virtual ~TokenizerMetadata() = default;
  [[nodiscard]] virtual std::optional<std::string> text(std::string_view key) const = 0;
  [[nodiscard]] virtual std::optional<std::int64_t> integer(std::string_view key) const = 0;
  [[nodiscard]] virtual std::optional<bool> flag(std::string_view key) const = 0;
  [[nodiscard]] virtual std::optional<std::vector<std::string>> texts(std::string_view key) const = 0;
  [[nodiscard]] virtual std::optional<std::vector<float>> numbers(std::string_view key) const = 0;
  [[nodiscard]] virtual std::optional<std::vector<std::int32_t>> integers(std::string_view key) const = 0;
};

/// Reads tokenizer.ggml.*: model "gpt2" (byte-level BPE) or "llama" (SentencePiece), pre, tokens, scores, token_type,
/// merges, the ids of BOS, EOS and unknown, add_bos_token, add_eos_token, add_space_prefix. What is missing has
/// llama.cpp's defaults; a special token's id of -1 means none. Errors: no tokenizer, another model, an id that is
/// none, a merge that is not two texts.
Result<TokenizerSpec> tokenizer_spec_from_metadata(const TokenizerMetadata& metadata);

}  // namespace rotorscope
