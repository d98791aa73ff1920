#include "core/formats/gguf_value.h"

#include <cstring>
#include <limits>

namespace rotorscope {
namespace {

template <class T>
T load(const GgufNumbers& numbers, std::size_t index) {
  T value;
  std::memcpy(&value, numbers.bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

std::optional<std::int64_t> integer_at(const GgufNumbers& numbers, std::size_t index) {
  switch (numbers.type) {
    case GgufType::uint8:
      return load<std::uint8_t>(numbers, index);
    case GgufType::int8:
      return load<std::int8_t>(numbers, index);
    case GgufType::uint16:
      return load<std::uint16_t>(numbers, index);
    case GgufType::int16:
      return load<std::int16_t>(numbers, index);
    case GgufType::uint32:
      return load<std::uint32_t>(numbers, index);
    case GgufType::int32:
      return load<std::int32_t>(numbers, index);
    case GgufType::int64:
      return load<std::int64_t>(numbers, index);
    case GgufType::uint64: {
      const auto value = load<std::uint64_t>(numbers, index);
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
      return static_cast<std::int64_t>(value);
    }
    default:
      return std::nullopt;
  }
}

std::optional<double> number_at(const GgufNumbers& numbers, std::size_t index) {
  if (numbers.type == GgufType::float32) return load<float>(numbers, index);
  if (numbers.type == GgufType::float64) return load<double>(numbers, index);
  if (numbers.type == GgufType::uint64) return static_cast<double>(load<std::uint64_t>(numbers, index));
  if (const auto integer = integer_at(numbers, index)) return static_cast<double>(*integer);
  return std::nullopt;
}

template <class T, class At>
std::optional<std::vector<T>> all(const GgufNumbers& numbers, At at) {
  std::vector<T> values(numbers.bytes.size() / scalar_bytes(numbers.type));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = at(numbers, i);
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return values;
}

}  // namespace

std::size_t scalar_bytes(GgufType type) {
  switch (type) {
    case GgufType::uint8:
    case GgufType::int8:
    case GgufType::boolean:
      return 1;
    case GgufType::uint16:
    case GgufType::int16:
      return 2;
    case GgufType::uint32:
    case GgufType::int32:
    case GgufType::float32:
      return 4;
    case GgufType::uint64:
    case GgufType::int64:
    case GgufType::float64:
      return 8;
    default:
      return 0;
  }
}

std::optional<std::string_view> GgufValue::text() const {
  const auto* text = std::get_if<std::string_view>(&value_);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

const GgufNumbers* GgufValue::scalar() const { return is_array_ ? nullptr : std::get_if<GgufNumbers>(&value_); }

std::optional<std::int64_t> GgufValue::integer() const {
  const GgufNumbers* value = scalar();
  return value == nullptr ? std::nullopt : integer_at(*value, 0);
}

std::optional<double> GgufValue::number() const {
  const GgufNumbers* value = scalar();
  return value == nullptr ? std::nullopt : number_at(*value, 0);
}

std::optional<bool> GgufValue::flag() const {
  const GgufNumbers* value = scalar();
  if (value == nullptr || value->type != GgufType::boolean) return std::nullopt;
  return load<std::uint8_t>(*value, 0) != 0;
}

const std::vector<std::string_view>* GgufValue::texts() const {
  return std::get_if<std::vector<std::string_view>>(&value_);
}

std::optional<std::vector<std::int64_t>> GgufValue::integers() const {
  const auto* values = is_array_ ? std::get_if<GgufNumbers>(&value_) : nullptr;
  return values == nullptr ? std::nullopt : all<std::int64_t>(*values, integer_at);
}

std::optional<std::vector<double>> GgufValue::numbers() const {
  const auto* values = is_array_ ? std::get_if<GgufNumbers>(&value_) : nullptr;
  return values == nullptr ? std::nullopt : all<double>(*values, number_at);
}

}  // namespace rotorscope
