// Exists so that the precompiled header of torch's headers has a target to belong to.
#include <string>

#include <ATen/Version.h>

namespace rotorscope {

/// How this libtorch was built, for `rotor devices` and bug reports.
std::string libtorch_configuration() { return at::show_config(); }

}  // namespace rotorscope
