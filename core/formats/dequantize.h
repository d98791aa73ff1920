// Stored tensor elements to float32, for every type a checkpoint may hold.
#pragma once

#include "core/formats/tensor_type.h"

#include <cstddef>
#include <span>

namespace rotorscope {

/// Whether dequantize reads this type: the floats and the quantized types, not the integers.
[[nodiscard]] bool can_dequantize(TensorType type);

/// Decodes whole blocks to float32. `bytes` need no alignment. A pure function: any number of threads may decode
/// different block ranges of one tensor. Errors: an integer type, or sizes of `bytes` and `out` that do not agree.
Status dequantize(TensorType type, std::span<const std::byte> bytes, std::span<float> out);

}  // namespace rotorscope
