// A metadata value of a GGUF file, as stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace rotorscope {

/// The type numbers of the format.
enum class GgufType : std::uint32_t {
  uint8 = 0,
  int8 = 1,
  uint16 = 2,
  int16 = 3,
  uint32 = 4,
  int32 = 5,
  float32 = 6,
  boolean = 7,
  text = 8,
  array = 9,
  uint64 = 10,
  int64 = 11,
  float64 = 12,
};

/// Bytes of a value of this type; 0 for texts, arrays and numbers that are no type.
[[nodiscard]] std::size_t scalar_bytes(GgufType type);

/// Numbers or flags as they lie in the file, not aligned.
struct GgufNumbers {
  GgufType type = GgufType::uint8;
  std::span<const std::byte> bytes;
};

/// One metadata value. Texts and numbers point into the file.
class GgufValue {
 public:
  GgufValue() = default;
  explicit GgufValue(std::string_view text) : value_(text) {}
  explicit GgufValue(std::vector<std::string_view> texts) : value_(std::move(texts)) {}
  /// A single number, or an array of them.
  GgufValue(GgufNumbers numbers, bool is_array) : value_(numbers), is_array_(is_array) {}

  // Each gives nothing if the value is of another kind. Integers of any width are integers if they fit int64; any
  // number is a number; flags are flags only.
  [[nodiscard]] std::optional<std::string_view> text() const;
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<bool> flag() const;
  [[nodiscard]] const std::vector<std::string_view>* texts() const;
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers() const;
  [[nodiscard]] std::optional<std::vector<double>> numbers() const;
  /// A number, a flag or an array of them as it lies in the file; nullptr for texts.
  [[nodiscard]] const GgufNumbers* stored_numbers() const { return std::get_if<GgufNumbers>(&value_); }
  [[nodiscard]] bool is_array() const { return is_array_; }

 private:
  [[nodiscard]] const GgufNumbers* scalar() const;
  std::variant<std::monostate, std::string_view, std::vector<std::string_view>, GgufNumbers> value_;
  bool is_array_ = false;
};

}  // namespace rotorscope
