// Ties the CPU versions to the operators' definition: a linker leaves out a unit of a static library that only
// registers itself, so operators.cpp calls into it.
#pragma once

#include <torch/library.h>

namespace rotorscope {

/// Gives every operator of `library` its CPU version.
void implement_on_cpu(torch::Library& library);

}  // namespace rotorscope
