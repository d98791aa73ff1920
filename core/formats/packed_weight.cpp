#include "core/formats/packed_weight.h"

#include "core/formats/bit_packing.h"
#include "core/formats/dequantize.h"
#include "core/formats/half.h"
#include "core/formats/parallel.h"

#include <algorithm>
#include <cstring>

namespace rotorscope {
namespace {

bool is_gptq(const PackedFormat& format) {
  return format.layout == PackedLayout::gptq || format.layout == PackedLayout::gptq_v2;
}

std::int64_t groups_of(const PackedFormat& format, std::int64_t inputs) {
  return format.group > 0 ? inputs / format.group : 1;
}

std::int64_t words(std::int64_t count, int bits) {
  return static_cast<std::int64_t>(packed_words(static_cast<std::size_t>(count), bits));
}

template <class T>
std::vector<std::byte> bytes_of(const std::vector<T>& values) {
  std::vector<std::byte> bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// [rows, columns] turned.
template <class T>
std::vector<T> transposed(const std::vector<T>& values, std::size_t rows) {
  std::vector<T> result(values.size());
  const std::size_t columns = rows == 0 ? 0 : values.size() / rows;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) result[c * rows + r] = values[r * columns + c];
  }
  return result;
}

Result<std::vector<std::byte>> encoded_scales(const std::vector<float>& scales, TensorType type) {
  std::vector<std::byte> bytes(scales.size() * block_bytes(type));
  ROTOR_CHECK(encode_f32(scales, type, bytes));
  std::vector<float> back(scales.size());
  ROTOR_CHECK(dequantize(type, bytes, back));
  if (back != scales) {
    return fail("a scale is no value of " + std::string(type_name(type)) + ", so that the written weight would differ");
  }
  return bytes;
}

/// Scales of a file, as float32.
std::vector<float> decoded_scales(const TensorView& view) {
  std::vector<float> scales(element_count(view.shape).value_or(0));
  if (!dequantize(view.type, view.bytes, scales)) scales.clear();  // check_packed has seen the type and size
  return scales;
}

std::int32_t int_at(const TensorView& view, std::size_t index) {
  std::int32_t value = 0;
  std::memcpy(&value, view.bytes.data() + index * sizeof value, sizeof value);
  return value;
}

}  // namespace

std::vector<std::string> packed_parts(const PackedFormat& format) {
  switch (format.layout) {
    case PackedLayout::pack_quantized:
      if (format.symmetric) return {"weight_packed", "weight_scale", "weight_shape"};
      return {"weight_packed", "weight_scale", "weight_shape", "weight_zero_point"};
    case PackedLayout::int_quantized:
      return {"weight", "weight_scale"};
    default:
      return {"qweight", "qzeros", "scales", "g_idx"};
  }
}

PackedPart planned_part(const PackedFormat& format, std::string_view part, std::int64_t outputs, std::int64_t inputs,
                        TensorType scale_type) {
  const std::int64_t groups = groups_of(format, inputs);
  if (part == "weight_packed") return {TensorType::I32, {outputs, words(inputs, format.bits)}, {}};
  if (part == "weight_scale") return {scale_type, {outputs, groups}, {}};
  if (part == "weight_shape") return {TensorType::I64, {2}, {}};
  if (part == "weight_zero_point") return {TensorType::I32, {words(outputs, format.bits), groups}, {}};
  if (part == "weight") return {TensorType::I8, {outputs, inputs}, {}};
  if (part == "qweight") return {TensorType::I32, {words(inputs, format.bits), outputs}, {}};
  if (part == "qzeros") return {TensorType::I32, {groups, words(outputs, format.bits)}, {}};
  if (part == "scales") return {TensorType::F16, {groups, outputs}, {}};
  return {TensorType::I32, {inputs}, {}};  // g_idx
}

Result<PackedPart> pack_part(const PackedFormat& format, std::string_view part, const PackedLevels& weight,
                             TensorType scale_type) {
  PackedPart packed = planned_part(format, part, weight.outputs, weight.inputs, scale_type);
  const auto outputs = static_cast<std::size_t>(weight.outputs);
  const auto groups = static_cast<std::size_t>(groups_of(format, weight.inputs));
  if (!is_gptq(format)) {
    for (std::int64_t i = 0; i < weight.inputs; ++i) {
      const std::int64_t in_order = format.group > 0 ? i / format.group : 0;
      if (weight.group_of[static_cast<std::size_t>(i)] != in_order) {
        return fail("compressed-tensors has no place for inputs that are not grouped in order", "--act-order on",
                    "use groups of 0, or target gptq");
      }
    }
  }
  if (part == "weight_packed") {
    packed.bytes = bytes_of(pack_along_rows(weight.levels, outputs, format.bits));
  } else if (part == "weight_scale") {
    ROTOR_TRY(packed.bytes, encoded_scales(weight.scales, scale_type));
  } else if (part == "weight_shape") {
    packed.bytes = bytes_of(std::vector<std::int64_t>{weight.outputs, weight.inputs});
  } else if (part == "weight_zero_point") {
    packed.bytes = bytes_of(pack_along_columns(weight.zeros, outputs, format.bits));
  } else if (part == "weight") {
    std::vector<std::int8_t> levels(weight.levels.size());
    std::ranges::transform(weight.levels, levels.begin(),
                           [](std::uint8_t level) { return static_cast<std::int8_t>(static_cast<int>(level) - 128); });
    packed.bytes = bytes_of(levels);
  } else if (part == "qweight") {
    packed.bytes = bytes_of(
        pack_along_columns(transposed(weight.levels, outputs), static_cast<std::size_t>(weight.inputs), format.bits));
  } else if (part == "qzeros") {
    std::vector<std::uint8_t> zeros = transposed(weight.zeros, outputs);
    const auto mask = static_cast<std::uint8_t>((1U << static_cast<unsigned>(format.bits)) - 1U);
    if (format.layout == PackedLayout::gptq) {
      for (std::uint8_t& zero : zeros) zero = static_cast<std::uint8_t>((zero - 1U) & mask);
    }
    packed.bytes = bytes_of(pack_along_rows(zeros, groups, format.bits));
  } else if (part == "scales") {
    ROTOR_TRY(packed.bytes, encoded_scales(transposed(weight.scales, outputs), TensorType::F16));
  } else {
    packed.bytes = bytes_of(weight.group_of);
  }
  return packed;
}

Status check_packed(const PackedWeight& weight) {
  const std::int64_t group = weight.format.group;
  if (group > 0 && weight.inputs % group != 0) {
    return fail("groups of " + std::to_string(group) + " do not divide " + std::to_string(weight.inputs) + " inputs",
                "quantization_config");
  }
  for (const std::string& part : packed_parts(weight.format)) {
    const auto found = weight.parts.find(part);
    if (found == weight.parts.end()) return fail("is missing", part, "the checkpoint is incomplete: fetch it again");
    const TensorView& view = found->second;
    const bool is_scale = part == "weight_scale" || part == "scales";
    const PackedPart plan =
        planned_part(weight.format, part, weight.outputs, weight.inputs, is_scale ? view.type : TensorType::F32);
    const bool right_type =
        is_scale ? view.type == TensorType::F16 || view.type == TensorType::BF16 || view.type == TensorType::F32
                 : view.type == plan.type;
    if (!right_type || view.shape != plan.shape) {
      return fail("is " + std::string(type_name(view.type)) + " " + shape_text(view.shape) + ", expected " +
                      (is_scale ? std::string("a float") : std::string(type_name(plan.type))) + " " +
                      shape_text(plan.shape),
                  part, "quantization_config and weights belong to different models");
    }
    if (part == "weight_shape") {
      std::array<std::int64_t, 2> shape{};
      std::memcpy(shape.data(), view.bytes.data(), sizeof shape);
      if (shape[0] != weight.outputs || shape[1] != weight.inputs) {
        return fail("says " + shape_text(shape) + " where the configuration needs " +
                        shape_text(std::array{weight.outputs, weight.inputs}),
                    part);
      }
    }
    if (part == "g_idx") {
      for (std::int64_t i = 0; i < weight.inputs; ++i) {
        const std::int32_t index = int_at(view, static_cast<std::size_t>(i));
        if (index < 0 || index >= groups_of(weight.format, weight.inputs)) {
          return fail("names the group " + std::to_string(index) + ", which does not exist", part);
        }
      }
    }
  }
  return {};
}

void decode_packed(const PackedWeight& weight, std::span<float> out) {
  const PackedFormat& f = weight.format;
  const auto inputs = static_cast<std::size_t>(weight.inputs);
  const auto outputs = static_cast<std::size_t>(weight.outputs);
  const auto groups = static_cast<std::size_t>(groups_of(f, weight.inputs));
  const auto bytes = [&](const char* part) -> const std::byte* {
    const auto found = weight.parts.find(part);
    return found == weight.parts.end() ? nullptr : found->second.bytes.data();
  };
  const auto half = static_cast<int>(1U << static_cast<unsigned>(f.bits - 1));
  const unsigned mask = (1U << static_cast<unsigned>(f.bits)) - 1U;
  const bool gptq = is_gptq(f);
  const std::vector<float> scales = decoded_scales(weight.parts.find(gptq ? "scales" : "weight_scale")->second);
  std::vector<std::uint32_t> group_of(inputs);
  for (std::size_t i = 0; i < inputs; ++i) {
    group_of[i] = gptq ? static_cast<std::uint32_t>(int_at(weight.parts.find("g_idx")->second, i))
                       : static_cast<std::uint32_t>(f.group > 0 ? i / static_cast<std::size_t>(f.group) : 0);
  }
  const std::byte* qweight = bytes("qweight");
  const std::byte* qzeros = bytes("qzeros");
  const std::byte* weight_packed = bytes("weight_packed");
  const std::byte* zero_point = bytes("weight_zero_point");
  const std::byte* int8 = bytes("weight");
  const std::size_t row_words = packed_words(inputs, f.bits);
  const std::size_t zero_words = packed_words(outputs, f.bits);
  parallel_ranges(outputs, (1U << 14U) / std::max<std::size_t>(inputs, 1) + 1,
                  [&](std::size_t first, std::size_t last) {
                    std::vector<float> zeros(groups);
                    for (std::size_t o = first; o < last; ++o) {
                      for (std::size_t g = 0; g < groups; ++g) {
                        zeros[g] = static_cast<float>(half);
                        if (gptq) {
                          const unsigned stored = packed_level(qzeros + g * zero_words * 4, o, f.bits);
                          zeros[g] = static_cast<float>(f.layout == PackedLayout::gptq ? (stored + 1U) & mask : stored);
                        } else if (!f.symmetric) {
                          zeros[g] = static_cast<float>(packed_level_by_column(zero_point, groups, o, g, f.bits));
                        }
                      }
                      for (std::size_t i = 0; i < inputs; ++i) {
                        const std::size_t g = group_of[i];
                        float level = 0;
                        if (f.layout == PackedLayout::int_quantized) {
                          level = static_cast<float>(static_cast<std::int8_t>(int8[o * inputs + i])) + 128.0F;
                        } else if (gptq) {
                          level = static_cast<float>(packed_level_by_column(qweight, outputs, i, o, f.bits));
                        } else {
                          level = static_cast<float>(packed_level(weight_packed + o * row_words * 4, i, f.bits));
                        }
                        out[o * inputs + i] = (level - zeros[g]) * scales[gptq ? g * outputs + o : o * groups + g];
                      }
                    }
                  });
}

}  // namespace rotorscope
