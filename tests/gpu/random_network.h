// Networks of random weights in the shape of real ones, for tests and benchmarks that need no checkpoint.
#pragma once

#include "core/model/network.h"

namespace rotorscope::testing {

/// Folded, its head untied; weights of standard deviation 1 / sqrt(inputs), the same ones each time.
Network random_network(const ModelConfig& config, at::ScalarType dtype, at::Device device);

/// A network that takes a moment on a CPU: 3 layers of width 96, 6 heads of 16, 2 of them for keys and values.
ModelConfig small_config();

}  // namespace rotorscope::testing
