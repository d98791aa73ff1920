// Weights must be numbers: one NaN makes every figure NaN, and nobody would know which weight it was.
#pragma once

#include "core/base/result.h"

#include <span>
#include <string>

namespace rotorscope {

/// Error: one of the values of the tensor `name` is infinite or NaN; `where` is its file.
Status check_finite(std::span<const float> values, const std::string& name, const std::string& where);

}  // namespace rotorscope
