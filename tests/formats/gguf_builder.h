// Builds GGUF files byte by byte, right or wrong on purpose.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

class GgufBuilder {
 public:
  /// Appends the bytes of a number.
  template <class T>
  static void put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  static void put_text(std::string& out, std::string_view text) {
    put(out, static_cast<std::uint64_t>(text.size()));
    out += text;
  }

  GgufBuilder& text(std::string_view key, std::string_view value) {
    entry(key, 8);
    put_text(entries_, value);
    return *this;
  }
  GgufBuilder& u32(std::string_view key, std::uint32_t value) { return scalar(key, 4, value); }
  GgufBuilder& f32(std::string_view key, float value) { return scalar(key, 6, value); }
  GgufBuilder& flag(std::string_view key, bool value) {
    return scalar(key, 7, static_cast<std::uint8_t>(value ? 1 : 0));
  }
  template <class T>
  GgufBuilder& scalar(std::string_view key, std::uint32_t type, T value) {
    entry(key, type);
    put(entries_, value);
    return *this;
  }
  GgufBuilder& texts(std::string_view key, const std::vector<std::string>& values) {
    array(key, 8, values.size());
    for (const auto& value : values) put_text(entries_, value);
    return *this;
  }
  GgufBuilder& i32s(std::string_view key, const std::vector<std::int32_t>& values) {
    array(key, 5, values.size());
    for (const auto value : values) put(entries_, value);
    return *this;
  }
  /// An array's head alone: its elements are whatever follows.
  GgufBuilder& array(std::string_view key, std::uint32_t type, std::uint64_t count) {
    entry(key, 9);
    put(entries_, type);
    put(entries_, count);
    return *this;
  }
  /// A tensor with data, at the next aligned offset. `dimensions` in file order, the contiguous one first.
  GgufBuilder& tensor(std::string_view name, std::uint32_t type, const std::vector<std::uint64_t>& dimensions,
                      std::string_view bytes) {
    tensor_at(name, type, dimensions, data_.size());
    data_ += bytes;
    data_.resize((data_.size() + alignment - 1) / alignment * alignment);
    return *this;
  }
  /// A tensor's entry alone.
  GgufBuilder& tensor_at(std::string_view name, std::uint32_t type, const std::vector<std::uint64_t>& dimensions,
                         std::uint64_t offset) {
    put_text(tensors_, name);
    put(tensors_, static_cast<std::uint32_t>(dimensions.size()));
    for (const auto d : dimensions) put(tensors_, d);
    put(tensors_, type);
    put(tensors_, offset);
    ++tensor_count;
    return *this;
  }

  [[nodiscard]] std::string bytes() const {
    std::string out = magic;
    put(out, version);
    put(out, tensor_count);
    put(out, entry_count);
    out += entries_ + tensors_;
    if (!data_.empty()) out.resize((out.size() + alignment - 1) / alignment * alignment);
    return out + data_;
  }

  static constexpr std::size_t alignment = 32;
  std::string magic = "GGUF";
  std::uint32_t version = 3;
  std::uint64_t tensor_count = 0;
  std::uint64_t entry_count = 0;

 private:
  void entry(std::string_view key, std::uint32_t type) {
    put_text(entries_, key);
    put(entries_, type);
    ++entry_count;
  }
  std::string entries_, tensors_, data_;
};

}  // namespace rotorscope
