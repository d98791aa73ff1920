// Writing GGUF files (version 3) tensor by tensor, so that no more than one has to be in memory.
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
#pragma once

#include "core/base/result.h"
#include "core/formats/gguf_value.h"
#include "core/formats/safetensors_writer.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace rotorscope {

/// Metadata in the order in which they are added. A key that is there already is not added again.
class GgufMetadata {
 public:
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, std::uint32_t value);
  void number(std::string_view key, float value);
  void flag(std::string_view key, bool value);
  void texts(std::string_view key, const std::vector<std::string>& values);
  void numbers(std::string_view key, const std::vector<std::int32_t>& values);
  void numbers(std::string_view key, const std::vector<float>& values);
  /// A value of another file, as it is stored there.
  void copy(std::string_view key, const GgufValue& value);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  bool begin(std::string_view key, GgufType type);
  bool begin_array(std::string_view key, GgufType type, std::uint64_t count);
  std::string bytes_;
  std::uint64_t count_ = 0;
  std::unordered_set<std::string> keys_;
};

/// Writes the file through write_atomically; shapes are row-major. `source` is called for each tensor in order. Errors:
/// those of `source`; a name twice or too long; a type that GGUF files do not have; more or fewer bytes than planned;
/// the disk.
Status write_gguf(const std::filesystem::path& path, const GgufMetadata& metadata,
                  const std::vector<TensorPlan>& tensors, const TensorSource& source);

/// GGML's number of a tensor type; nothing for the types that GGUF files do not have.
[[nodiscard]] std::optional<std::uint32_t> ggml_number(TensorType type);

}  // namespace rotorscope
