// Hugging Face's tokenizer.json.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace rotorscope {

/// Reads a tokenizer.json: a BPE model, byte-level or in SentencePiece's manner, its steps and added tokens.
/// Errors: no JSON, members missing or of the wrong type, a model or step that is not supported.
Result<TokenizerSpec> tokenizer_spec_from_json(std::string_view text);

/// Puts a token at its id: {"content": …, "special": …, "lstrip": …, …}. Errors: an id out of range, no content.
Status put_added_token(const nlohmann::json& token, std::int64_t id, TokenizerSpec& spec);

}  // namespace rotorscope
