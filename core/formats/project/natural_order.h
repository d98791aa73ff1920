// The order in which people list names with numbers in them.
#pragma once

#include <string>

namespace rotorscope {

/// Whether `a` comes before `b`, numbers compared by value: "run 2" before "run 10".
[[nodiscard]] bool natural_less(const std::string& a, const std::string& b);

}  // namespace rotorscope
