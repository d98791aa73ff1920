// JSON as text that loses nothing: infinities and NaN, which JSON has not, are kept, and a hostile text costs no stack.
#pragma once

#include "core/base/result.h"

#include <string>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// UTF-8 JSON; a number that is not finite is written as {"$number": "nan"}, "inf" or "-inf", and bytes of a string
/// that are not UTF-8 as U+FFFD.
[[nodiscard]] std::string json_to_text(nlohmann::json value);

/// The reverse. Errors: not JSON, or nested more than 32 deep.
Result<nlohmann::json> json_from_text(const std::string& text, const std::string& where);

}  // namespace rotorscope
