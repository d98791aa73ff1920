// The JSON directory of a safetensors file, read strictly and without building a JSON tree of a stranger's text.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

/// What the directory says of a tensor, unchecked against the file.
struct SafetensorsHeaderEntry {
  std::string name;
  std::string dtype;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<SafetensorsHeaderEntry> entries;
  std::map<std::string, std::string> metadata;
};

/// Errors (with `where` empty): not JSON, or not the structure that the format prescribes.
Result<SafetensorsHeader> parse_safetensors_header(std::string_view json);

}  // namespace rotorscope
