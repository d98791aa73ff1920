// A checkpoint in the words of the protocol.
#pragma once

#include "core/formats/checkpoint.h"
#include "core/protocol/model.h"

#include <string>

namespace rotorscope {

/// What the window and `rotor info` show of a model; `source` is what the user asked for. Reads no weights but the
/// fingerprint's samples. Errors: the files are gone.
Result<ModelInfo> describe(const Checkpoint& checkpoint, std::string source);

/// Memory for running the network, in bytes: see Note "Memory estimates" in describe.cpp.
[[nodiscard]] std::int64_t memory_open_bytes(const ModelConfig& config, std::int64_t parameters);
/// Memory for learning on windows of `tokens` tokens, one at a time, in bytes; same note.
[[nodiscard]] std::int64_t memory_learn_bytes(const ModelConfig& config, std::int64_t parameters, int tokens = 512);

}  // namespace rotorscope
