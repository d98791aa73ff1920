// Sizes as people write them.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace rotorscope {

/// "4GiB", "512MiB", "1.5G" (powers of 1024) or bytes. Errors: not such a size.
Result<std::int64_t> parse_bytes(const std::string& text);

}  // namespace rotorscope
