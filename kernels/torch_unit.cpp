// Exists so that the precompiled header of torch's headers has a target to belong to.
#include <string>

#include <ATen/Parallel.h>
#include <ATen/Version.h>

#if defined(__GNUC__) && !defined(__clang__) && !defined(INTRA_OP_PARALLEL)
#error "at::parallel_for would use one thread: compile with -fopenmp (cmake/FindLibtorch.cmake)"
#endif

namespace rotorscope {

/// How this libtorch was built, for `rotor devices` and bug reports.
std::string libtorch_configuration() { return at::show_config(); }

}  // namespace rotorscope
