// Settings as options of `rotor`, for commands that repeat what was done.
#pragma once

#include "core/protocol/common.h"

#include <string>
#include <vector>

namespace rotorscope {

/// The quantization options of an export, each a word, where they differ from the usual; not --target. Not quoted.
[[nodiscard]] std::vector<std::string> quant_words(const QuantSpec& quant);

}  // namespace rotorscope
