// HellaSwag's texts are cleaned of WikiHow's marks before they are scored.
#pragma once

#include <string>
#include <string_view>

namespace rotorscope {

/// White space (Unicode's) taken off both ends.
[[nodiscard]] std::string without_outer_space(std::string_view utf8);

/// Outer white space off, " [title]" → ". ", bracketed parts within a line dropped, each double space made single once:
/// what lm-evaluation-harness does, in its order.
[[nodiscard]] std::string hellaswag_text(std::string_view utf8);

}  // namespace rotorscope
