// A linear's weight as levels, scales and zero points in several tensors of a safetensors checkpoint:
// compressed-tensors (pack-quantized, int-quantized) and GPTQ's layout, read and written.
//
// compressed-tensors: https://github.com/vllm-project/compressed-tensors; GPTQ: the layout of AutoGPTQ, whose "v1"
// stores each zero point less 1.
#pragma once

#include "core/base/result.h"
#include "core/formats/tensor_type.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

enum class PackedLayout {
  pack_quantized,  ///< weight_packed [out, in·b/32], weight_scale, weight_zero_point packed along out, weight_shape
  int_quantized,   ///< weight int8 [out, in], weight_scale
  gptq,            ///< qweight [in·b/32, out], qzeros [groups, out·b/32] less 1, scales [groups, out], g_idx [in]
  gptq_v2,         ///< the same with the zero points as they are
};

/// What a checkpoint's quantization_config says of all its quantized linears.
struct PackedFormat {
  PackedLayout layout = PackedLayout::pack_quantized;
  int bits = 4;              ///< 4 or 8
  std::int64_t group = 0;    ///< inputs a scale; 0: one scale an output channel
  bool symmetric = true;     ///< compressed-tensors: no zero points are stored
  int activation_bits = 16;  ///< 8: the engine rounds each token's activations, symmetric
};

/// The parts that a linear's weight has in this format, as suffixes of its module's name ("weight_packed", …).
[[nodiscard]] std::vector<std::string> packed_parts(const PackedFormat& format);

/// The weight as written: level l of output o and input i means (l − zero) · scale of i's group.
struct PackedLevels {
  std::int64_t outputs = 0;
  std::int64_t inputs = 0;
  std::vector<std::uint8_t> levels;    ///< [outputs, inputs], 0 … 2^bits − 1
  std::vector<float> scales;           ///< [outputs, groups]
  std::vector<std::uint8_t> zeros;     ///< [outputs, groups]
  std::vector<std::int32_t> group_of;  ///< [inputs]
};

/// A tensor of a packed weight, ready to be written.
struct PackedPart {
  TensorType type = TensorType::I32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;
};

/// Type and shape of a part. `scale_type` is that of scales (GPTQ's are always F16).
[[nodiscard]] PackedPart planned_part(const PackedFormat& format, std::string_view part, std::int64_t outputs,
                                      std::int64_t inputs, TensorType scale_type);
/// The same with its bytes. Errors: a scale that the type cannot hold; for pack_quantized and int_quantized inputs that
/// are not grouped in order.
[[nodiscard]] Result<PackedPart> pack_part(const PackedFormat& format, std::string_view part,
                                           const PackedLevels& weight, TensorType scale_type);

/// A packed weight in a file. The views live as long as the file.
struct PackedWeight {
  PackedFormat format;
  std::int64_t outputs = 0;
  std::int64_t inputs = 0;
  std::map<std::string, TensorView, std::less<>> parts;
};

/// Checks that every part is there with the type and shape that the format implies for [outputs, inputs], and that
/// group numbers are in range. Errors name the part.
[[nodiscard]] Status check_packed(const PackedWeight& weight);

/// The weight [outputs, inputs] in float32, each value (level − zero) · scale. `weight` has been checked.
void decode_packed(const PackedWeight& weight, std::span<float> out);

}  // namespace rotorscope
