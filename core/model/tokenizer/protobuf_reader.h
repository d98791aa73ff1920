// Just enough of the protocol buffer wire format to read SentencePiece's model files without trusting them.
// https://protobuf.dev/programming-guides/encoding
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace rotorscope {

/// One field of a message.
struct ProtobufField {
  std::uint32_t number = 0;
  std::uint64_t integer = 0;  ///< of a varint or fixed number
  std::string_view bytes;     ///< of a text or an inner message

  /// A negative int32 is written as a 64-bit varint.
  [[nodiscard]] std::int32_t as_int32() const { return static_cast<std::int32_t>(static_cast<std::uint32_t>(integer)); }
  [[nodiscard]] float as_float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(integer)); }
};

/// Goes through the fields of a message.
class ProtobufReader {
 public:
  explicit ProtobufReader(std::string_view message) : rest_(message) {}

  /// The next field; nothing at the end, or where the message is damaged (see damaged).
  std::optional<ProtobufField> next() {
    if (rest_.empty() || damaged_) return {};
    ProtobufField field;
    std::uint64_t tag = 0;
    if (!varint(tag) || tag >> 3 == 0 || tag >> 32 != 0) return broken();
    field.number = static_cast<std::uint32_t>(tag >> 3);
    switch (tag & 7) {
      case 0:
        return varint(field.integer) ? std::optional(field) : broken();
      case 1:
        return fixed(8, field.integer) ? std::optional(field) : broken();
      case 2: {
        std::uint64_t length = 0;
        if (!varint(length) || length > rest_.size()) return broken();
        field.bytes = rest_.substr(0, static_cast<std::size_t>(length));
        rest_.remove_prefix(static_cast<std::size_t>(length));
        return field;
      }
      case 5:
        return fixed(4, field.integer) ? std::optional(field) : broken();
      default:
        return broken();
    }
  }

  [[nodiscard]] bool damaged() const { return damaged_; }

 private:
  std::optional<ProtobufField> broken() {
    damaged_ = true;
    return {};
  }
  bool varint(std::uint64_t& value) {
    value = 0;
    for (unsigned int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }
  bool fixed(std::size_t width, std::uint64_t& value) {
    if (rest_.size() < width) return false;
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(&value, rest_.data(), width);
    rest_.remove_prefix(width);
    return true;
  }

  std::string_view rest_;
  bool damaged_ = false;
};

}  // namespace rotorscope
