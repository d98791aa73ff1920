// How a tensor's elements are stored, in GGUF and safetensors alike.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

enum class TensorType {
  F64,
  F32,
  F16,
  BF16,
  I64,
  I32,
  I16,
  I8,
  U8,
  BOOL,
  Q8_0,
  Q4_0,
  Q4_1,
  Q5_0,
  Q5_1,
  Q2_K,
  Q3_K,
  Q4_K,
  Q5_K,
  Q6_K,
};

/// The name used in files and in the window, e.g. "BF16" or "Q4_K".
[[nodiscard]] std::string_view type_name(TensorType type);
[[nodiscard]] std::optional<TensorType> type_from_name(std::string_view name);

/// Elements that are stored together: 32 or 256 for quantized types, otherwise 1.
[[nodiscard]] std::size_t block_elements(TensorType type);
/// Bytes of one such block, e.g. 18 for Q4_0.
[[nodiscard]] std::size_t block_bytes(TensorType type);
/// Bytes of `elements` elements. Nothing if they are not whole blocks, or the size does not fit 63 bits.
[[nodiscard]] std::optional<std::size_t> bytes_for(TensorType type, std::size_t elements);

/// Elements of a shape (1 for an empty one). Nothing if a dimension is negative or the product does not fit 63 bits.
[[nodiscard]] std::optional<std::size_t> element_count(std::span<const std::int64_t> shape);
/// "[576, 1536]"
[[nodiscard]] std::string shape_text(std::span<const std::int64_t> shape);

/// A tensor of an open file. Name and bytes belong to the file object and live as long as it does.
struct TensorView {
  std::string_view name;
  TensorType type = TensorType::F32;
  std::vector<std::int64_t> shape;   ///< row-major: the last dimension is contiguous
  std::span<const std::byte> bytes;  ///< exactly bytes_for(type, element_count(shape))
};

}  // namespace rotorscope
