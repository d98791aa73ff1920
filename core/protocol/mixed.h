// Mixed precision: which bits the overrides of a QuantSpec give a linear or a site, and overrides as one line of text.
#pragma once

#include "core/protocol/common.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

/// Bits of what is called `name` ("down_proj", "down_in") and belongs to the class `all` ("w", "a", "kv") in a layer:
/// those of the last override that fits, otherwise `usual`.
[[nodiscard]] int mixed_bits(const QuantSpec& quant, std::int64_t layer, std::string_view name, std::string_view all,
                             int usual);

/// "down_proj=8, 0-3.down_in=8" as overrides, with commas, semicolons or white space between them; nothing if one of
/// them is none. An empty text is an empty list.
[[nodiscard]] std::optional<std::vector<BitsOverride>> parse_overrides(const std::string& text);
/// And back, with commas.
[[nodiscard]] std::string overrides_text(const std::vector<BitsOverride>& entries);

}  // namespace rotorscope
