// The config.json that transformers and other engines read.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_config.h"
#include "core/formats/tensor_type.h"

#include <optional>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// A configuration of the network's family with an untied head, RoPE settings in the widely understood style
/// (`rope_theta` and `rope_scaling`), and weights of type `dtype` (F32, F16 or BF16). Errors: what the family has no
/// word for, such as RoPE factors of a GGUF file that are not those of any llama3 scaling.
Result<nlohmann::ordered_json> hf_config_json(const ModelConfig& config, TensorType dtype);

/// The ids that generation begins and ends with.
[[nodiscard]] nlohmann::ordered_json hf_generation_config_json(const ModelConfig& config);

/// The llama3 scaling whose factors a GGUF file stores, if there is one: low and high frequency factors 1 and 4, as in
/// every published Llama, and an original context that is a power of two.
[[nodiscard]] std::optional<RopeScaling> as_llama3(const ModelConfig& config);

}  // namespace rotorscope
