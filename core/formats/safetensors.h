// safetensors files: a JSON directory, then the tensors' bytes.
// Format: https://github.com/huggingface/safetensors#format
#pragma once

#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/formats/tensor_type.h"

#include <cstddef>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rotorscope {

/// An open safetensors file. Names and bytes live as long as the object; the bytes need not be aligned.
class SafetensorsFile {
 public:
  /// Maps the file and reads its directory; no tensor data is touched. Errors: a directory that is cut, too long or
  /// malformed, names twice, types, shapes and offsets that do not agree or leave the file, overlaps, and (the format
  /// forbids them) bytes that belong to no tensor.
  static Result<std::shared_ptr<const SafetensorsFile>> open(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return file_->path(); }
  [[nodiscard]] std::size_t file_bytes() const { return file_->bytes().size(); }
  /// The texts under "__metadata__".
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const { return metadata_; }
  /// In the order of their data.
  [[nodiscard]] const std::vector<TensorView>& tensors() const { return tensors_; }
  /// nullptr if there is no such tensor.
  [[nodiscard]] const TensorView* tensor(std::string_view name) const;
  /// A tensor as float32. Errors: not there, an integer type.
  [[nodiscard]] Result<std::vector<float>> read_f32(std::string_view name) const;

 private:
  SafetensorsFile() = default;
  std::shared_ptr<const MappedFile> file_;
  std::map<std::string, std::string> metadata_;
  std::deque<std::string> names_;
  std::vector<TensorView> tensors_;
  std::unordered_map<std::string_view, std::size_t> index_;
};

}  // namespace rotorscope
