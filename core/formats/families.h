// The model families that Rotorscope reads, and why others are refused.
#pragma once

#include "core/formats/model_config.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

/// A family of networks that are Llama but for what ModelConfig says.
struct Family {
  std::string_view name;       ///< `model_type` of a config.json, and ModelConfig::architecture
  std::string_view causal_lm;  ///< transformers' class
  std::string_view gguf;       ///< `general.architecture` of a GGUF file; empty: it is stored as "llama"
};

[[nodiscard]] std::span<const Family> families();

/// By `model_type`; null where it is not read.
[[nodiscard]] const Family* family_of_hf(std::string_view model_type);
/// By `general.architecture`; null where it is not read.
[[nodiscard]] const Family* family_of_gguf(std::string_view architecture);

/// "llama, mistral, …", for messages.
[[nodiscard]] std::string family_names();

/// Why a family that people ask for is not read; empty where there is no more to say than that.
[[nodiscard]] std::string_view refusal_reason(std::string_view name);

}  // namespace rotorscope
