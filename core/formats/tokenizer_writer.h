// The tokenizer files of an exported Hugging Face folder.
#pragma once

#include "core/base/result.h"
#include "core/formats/checkpoint.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rotorscope {

/// Copies the tokenizer files of a Hugging Face folder, or writes tokenizer.json and tokenizer_config.json from a GGUF
/// file's metadata, so that transformers' AutoTokenizer gives the same ids. Returns the names of the files written;
/// none if the source has no tokenizer. Errors: a tokenizer of a kind that is not supported, the disk.
Result<std::vector<std::string>> write_tokenizer(const Checkpoint& source, const std::filesystem::path& folder);

}  // namespace rotorscope
