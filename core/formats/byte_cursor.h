// Reads little-endian values from bytes of a stranger's file; never past their end.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace rotorscope {

static_assert(std::endian::native == std::endian::little, "the file formats here are little-endian");

class ByteCursor {
 public:
  explicit ByteCursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }

  /// Reads one number; false, and nothing moves, if the bytes end before it does.
  template <class T>
  [[nodiscard]] bool read(T& value) {
    if (remaining() < sizeof(T)) return false;
    std::memcpy(&value, bytes_.data() + position_, sizeof(T));
    position_ += sizeof(T);
    return true;
  }

  /// A stretch of `count` bytes.
  [[nodiscard]] bool take(std::uint64_t count, std::span<const std::byte>& taken) {
    if (count > remaining()) return false;
    taken = bytes_.subspan(position_, static_cast<std::size_t>(count));
    position_ += taken.size();
    return true;
  }

  /// A text that an unsigned 64-bit length precedes.
  [[nodiscard]] bool read_text(std::string_view& text) {
    std::uint64_t length = 0;
    std::span<const std::byte> taken;
    if (!read(length) || !take(length, taken)) return false;
    text = {reinterpret_cast<const char*>(taken.data()), taken.size()};
    return true;
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t position_ = 0;
};

}  // namespace rotorscope
