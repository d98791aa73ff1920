#include "core/formats/tensor_type.h"

#include <array>
#include <limits>

namespace rotorscope {
namespace {

struct Row {
  TensorType type;
  std::string_view name;
  std::size_t elements;
  std::size_t bytes;
};

// Block sizes of GGML's quantized types follow from their layouts; see dequantize.cpp.
constexpr std::array<Row, 20> rows = {{
    {TensorType::F64, "F64", 1, 8},       {TensorType::F32, "F32", 1, 4},       {TensorType::F16, "F16", 1, 2},
    {TensorType::BF16, "BF16", 1, 2},     {TensorType::I64, "I64", 1, 8},       {TensorType::I32, "I32", 1, 4},
    {TensorType::I16, "I16", 1, 2},       {TensorType::I8, "I8", 1, 1},         {TensorType::U8, "U8", 1, 1},
    {TensorType::BOOL, "BOOL", 1, 1},     {TensorType::Q8_0, "Q8_0", 32, 34},   {TensorType::Q4_0, "Q4_0", 32, 18},
    {TensorType::Q4_1, "Q4_1", 32, 20},   {TensorType::Q5_0, "Q5_0", 32, 22},   {TensorType::Q5_1, "Q5_1", 32, 24},
    {TensorType::Q2_K, "Q2_K", 256, 84},  {TensorType::Q3_K, "Q3_K", 256, 110}, {TensorType::Q4_K, "Q4_K", 256, 144},
    {TensorType::Q5_K, "Q5_K", 256, 176}, {TensorType::Q6_K, "Q6_K", 256, 210},
}};

constexpr bool in_enum_order() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].type) != i) return false;
  }
  return true;
}
static_assert(in_enum_order());

const Row& row(TensorType type) { return rows[static_cast<std::size_t>(type)]; }

constexpr auto largest = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());

}  // namespace

std::string_view type_name(TensorType type) { return row(type).name; }

std::optional<TensorType> type_from_name(std::string_view name) {
  for (const Row& r : rows) {
    if (r.name == name) return r.type;
  }
  return std::nullopt;
}

std::size_t block_elements(TensorType type) { return row(type).elements; }

std::size_t block_bytes(TensorType type) { return row(type).bytes; }

std::optional<std::size_t> bytes_for(TensorType type, std::size_t elements) {
  if (elements % block_elements(type) != 0) return std::nullopt;
  const std::size_t blocks = elements / block_elements(type);
  if (blocks > largest / block_bytes(type)) return std::nullopt;
  return blocks * block_bytes(type);
}

std::optional<std::size_t> element_count(std::span<const std::int64_t> shape) {
  std::size_t count = 1;
  bool empty = false;
  for (const std::int64_t dimension : shape) {
    if (dimension < 0) return std::nullopt;
    if (dimension == 0) {
      empty = true;
      continue;
    }
    if (count > largest / static_cast<std::size_t>(dimension)) return std::nullopt;
    count *= static_cast<std::size_t>(dimension);
  }
  return empty ? 0 : count;
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + "]";
}

}  // namespace rotorscope
