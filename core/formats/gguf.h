// GGUF, llama.cpp's checkpoint format: metadata and tensors of one mapped file.
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little-endian.
#pragma once

#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/formats/gguf_value.h"
#include "core/formats/tensor_type.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rotorscope {

/// An open GGUF file. Everything it returns points into the mapping and lives as long as the object.
class GgufFile {
 public:
  /// Maps the file and reads metadata and tensor directory; no tensor data is touched. Errors: not GGUF, another
  /// version, a length, count, offset or type that the file cannot hold, names twice, tensors that overlap.
  static Result<std::shared_ptr<const GgufFile>> open(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return file_->path(); }
  [[nodiscard]] std::uint32_t version() const { return version_; }
  [[nodiscard]] std::size_t file_bytes() const { return file_->bytes().size(); }

  /// The metadata keys in file order.
  [[nodiscard]] const std::vector<std::string_view>& keys() const { return keys_; }
  /// nullptr if the key is not there.
  [[nodiscard]] const GgufValue* find(std::string_view key) const;

  // Metadata by key: nothing if the key is not there or its value is of another kind (see GgufValue).
  [[nodiscard]] std::optional<std::string_view> text(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;
  [[nodiscard]] std::optional<double> number(std::string_view key) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view key) const;
  /// nullptr if there is no such array of texts.
  [[nodiscard]] const std::vector<std::string_view>* texts(std::string_view key) const;
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(std::string_view key) const;
  [[nodiscard]] std::optional<std::vector<double>> numbers(std::string_view key) const;

  /// In file order; shapes row-major (the reverse of the file's dimension order).
  [[nodiscard]] const std::vector<TensorView>& tensors() const { return tensors_; }
  /// nullptr if there is no such tensor.
  [[nodiscard]] const TensorView* tensor(std::string_view name) const;

 private:
  friend class GgufReader;
  GgufFile() = default;
  std::shared_ptr<const MappedFile> file_;
  std::uint32_t version_ = 0;
  std::vector<std::string_view> keys_;
  std::unordered_map<std::string_view, GgufValue> values_;
  std::vector<TensorView> tensors_;
  std::unordered_map<std::string_view, std::size_t> tensor_index_;
};

}  // namespace rotorscope
