// Applying RuntimeOptions.
#pragma once

#include "core/base/result.h"
#include "core/protocol/common.h"

#include <c10/core/ScalarType.h>

namespace rotorscope {

/// Sets libtorch's threads and checks the device. Errors: a device that is not here.
Status apply_runtime(const RuntimeOptions& runtime);

/// The floating type of the forward pass. Errors: an unknown one.
Result<at::ScalarType> working_type(const RuntimeOptions& runtime);

}  // namespace rotorscope
