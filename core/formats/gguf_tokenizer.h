// A checkpoint's tokenizer as the metadata of a GGUF file.
#pragma once

#include "core/base/result.h"
#include "core/formats/checkpoint.h"
#include "core/formats/gguf_writer.h"

namespace rotorscope {

/// Adds tokenizer.*: of a GGUF file as it stands there; of a Hugging Face folder converted, so that llama.cpp gives the
/// same ids. A folder without a tokenizer gives a file without one, for token ids only. Errors: a tokenizer of a kind
/// that llama.cpp has no name for; more tokens than the network has.
Status add_tokenizer(GgufMetadata& metadata, const Checkpoint& source);

}  // namespace rotorscope
