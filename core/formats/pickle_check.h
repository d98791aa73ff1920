// Looks through a pickle before libtorch's reader gets it. That reader runs no code, but it trusts lengths (a text that
// claims 4 GB is allocated) and takes its stack's whole depth for values in values, so that a small file can end the
// program.
#pragma once

#include "core/base/result.h"

#include <span>

namespace rotorscope {

/// Walks over the pickle's instructions. Errors: one that a dictionary of tensors does not need, a length past the end,
/// a stack that runs empty, values nested more than 32 deep, and names of anything but tensors' own classes and
/// functions, e.g. os.system. Errors name no file.
Status check_pickle(std::span<const std::byte> pickle);

}  // namespace rotorscope
