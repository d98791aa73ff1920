// SentencePiece's own model file, tokenizer.model.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <string_view>

namespace rotorscope {

/// Reads a serialized ModelProto (sentencepiece_model.proto): pieces with scores and types, special ids, space prefix.
/// BOS is added, as transformers does for such files where nothing says otherwise. Errors: damaged; a unigram, word or
/// character model; a model that normalizes its text.
Result<TokenizerSpec> tokenizer_spec_from_sentencepiece(std::string_view bytes);

}  // namespace rotorscope
