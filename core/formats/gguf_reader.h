// Parses a GGUF file's directory, checking every number before it is used.
#pragma once

#include "core/formats/byte_cursor.h"
#include "core/formats/gguf.h"

#include <memory>
#include <string>
#include <vector>

namespace rotorscope {

/// Builds one GgufFile; used by GgufFile::open alone.
class GgufReader {
 public:
  explicit GgufReader(std::shared_ptr<const MappedFile> file);
  Result<std::shared_ptr<const GgufFile>> read();

 private:
  Status read_header();
  Status read_entry();
  Result<GgufValue> read_value(const std::string& key);
  Result<GgufValue> read_array(const std::string& key);
  Status read_tensor();
  Status place_tensors();
  [[nodiscard]] tl::unexpected<Error> broken(std::string what) const;

  std::shared_ptr<GgufFile> result_;
  ByteCursor cursor_;
  std::uint64_t tensor_count_ = 0;
  std::uint64_t entry_count_ = 0;
  std::vector<std::uint64_t> offsets_;  // of each tensor, from the start of the data
};

}  // namespace rotorscope
