// The tokenizer that comes with a checkpoint.
#pragma once

#include "core/formats/checkpoint.h"
#include "core/model/tokenizer/tokenizer.h"

#include <memory>

namespace rotorscope {

/// From the GGUF's metadata, or from tokenizer.json or tokenizer.model of a Hugging Face folder.
Result<std::unique_ptr<Tokenizer>> load_tokenizer(const Checkpoint& checkpoint);

}  // namespace rotorscope
