#include "core/formats/half.h"

#include <cstring>

namespace rotorscope {
namespace {

template <class Convert>
void encode_halves(std::span<const float> values, std::span<std::byte> out, Convert convert) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint16_t half = convert(values[i]);
    std::memcpy(out.data() + 2 * i, &half, sizeof half);
  }
}

}  // namespace

Status encode_f32(std::span<const float> values, TensorType type, std::span<std::byte> out) {
  if (type != TensorType::F32 && type != TensorType::F16 && type != TensorType::BF16) {
    return fail("float32 values cannot be written as " + std::string(type_name(type)));
  }
  if (bytes_for(type, values.size()) != out.size()) {
    return fail(std::to_string(values.size()) + " values do not fill " + std::to_string(out.size()) + " bytes of " +
                std::string(type_name(type)));
  }
  if (type == TensorType::F32) {
    if (!values.empty()) std::memcpy(out.data(), values.data(), out.size());
  } else if (type == TensorType::F16) {
    encode_halves(values, out, f16_from_f32);
  } else {
    encode_halves(values, out, bf16_from_f32);
  }
  return {};
}

}  // namespace rotorscope
