// The quantization_config of a config.json: what engines read to know how weights are packed.
#pragma once

#include "core/base/result.h"
#include "core/formats/json_file.h"
#include "core/formats/packed_weight.h"

#include <nlohmann/json.hpp>

namespace rotorscope {

/// For config.json. All linears but lm_head are quantized alike.
[[nodiscard]] nlohmann::ordered_json quantization_config_json(const PackedFormat& format, bool act_order);

/// Reads it back, and that of others as far as it says the same. Errors: a method, type or strategy that is not
/// supported, which is named.
[[nodiscard]] Result<PackedFormat> read_quantization_config(const JsonFields& fields);

}  // namespace rotorscope
