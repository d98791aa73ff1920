// A tokenizer as Hugging Face's libraries read it.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// tokenizer.json: byte-level BPE with the pre-tokenizer's rules spelled out, or SentencePiece's BPE with bytes for
/// unknown characters; it gives the same ids. Errors: a pre-tokenizer that is not known, a
/// special token outside the vocabulary.
Result<nlohmann::json> tokenizer_json(const TokenizerSpec& spec);

/// tokenizer_config.json: special tokens by role, and the chat template if there is one.
[[nodiscard]] nlohmann::json tokenizer_config_json(const TokenizerSpec& spec, int context_length,
                                                   const std::optional<std::string>& chat_template);

}  // namespace rotorscope
