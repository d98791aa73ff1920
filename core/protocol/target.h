// Export targets whose own grids weights and activations can be put on: their names, and what each implies for the
// settings that were not given. Whether a combination can run is core/pipeline/target_rules.h's business.
#pragma once

#include "core/protocol/common.h"

#include <functional>
#include <string>

namespace rotorscope {

inline constexpr const char* target_compressed_tensors = "compressed-tensors";
inline constexpr const char* target_gptq = "gptq";
inline constexpr const char* target_gguf = "gguf";

/// Whether this names a target with grids of its own.
[[nodiscard]] bool is_grid_target(const std::string& target);

/// Sets what `quant.target` implies where the user gave nothing: symmetric activations; for GGUF the weight type from
/// the bits or the bits from the type, and its groups. `given` tells whether an option such as
/// "--w-group" was given. Nothing happens without a target.
void apply_target_defaults(QuantSpec& quant, const std::function<bool(const std::string& option)>& given);

/// Channels of a block in which llama.cpp rounds activations to 8 bits beside weights of `quant.gguf_type`.
[[nodiscard]] int gguf_activation_block(const QuantSpec& quant);

/// What a rotation's switches mean on this target: R3 and R4 act online, which none of them does, so that "auto" is
/// off. Without a target the switches stay as they are.
[[nodiscard]] RotationSpec on_target(RotationSpec rotation, const std::string& target);

}  // namespace rotorscope
