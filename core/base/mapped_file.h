// A file mapped read-only into memory.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace rotorscope {

class MappedFile {
 public:
  /// Maps the whole file; an empty file gives an empty span. Errors: not there, not readable, not a plain file.
  static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  MappedFile(std::filesystem::path path, const std::byte* data, std::size_t size);
  std::filesystem::path path_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Takes the pages of a read-only mapped file that lie wholly in `bytes` out of memory; they are read again when they
/// are used. Never for memory that is not a file's: its values would be lost.
void release_pages(std::span<const std::byte> bytes);

}  // namespace rotorscope
