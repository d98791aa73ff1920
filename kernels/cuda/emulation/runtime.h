// The run time's part of the emulation: launches run at once, device memory is the host's.
#pragma once

#include "kernels/cuda/emulation/fiber.h"
#include "kernels/cuda/geometry.h"

#include <cstdlib>
#include <cstring>

namespace rotorscope::cuda {

int device_limits(DeviceLimits& limits);

namespace emulation {
/// The device that launchers believe to have.
void set_device_limits(const DeviceLimits& device);
}  // namespace emulation

template <class... Parameters>
int launch(void (*kernel)(Parameters...), const Launch& shape, Stream, Parameters... arguments) {
  DeviceLimits limits;
  device_limits(limits);
  const bool possible = shape.grid > 0 && shape.threads > 0 && shape.threads <= 1024 &&
                        shape.threads % warp_lanes == 0 &&
                        shape.shared_bytes <= static_cast<unsigned>(limits.shared_per_block);
  if (!possible) return 9;  // cudaErrorInvalidConfiguration
  return emulation::run(shape.grid, shape.threads, shape.shared_bytes, [&] { kernel(arguments...); });
}

inline int allocate(void** memory, std::size_t bytes, Stream) {
  *memory = std::malloc(bytes);
  return *memory != nullptr ? 0 : 2;  // cudaErrorMemoryAllocation
}
inline int release(void* memory, Stream) {
  std::free(memory);
  return 0;
}
inline int clear(void* memory, std::size_t bytes, Stream) {
  std::memset(memory, 0, bytes);
  return 0;
}
inline int copy(void* to, const void* from, std::size_t bytes, Stream) {
  std::memcpy(to, from, bytes);
  return 0;
}

}  // namespace rotorscope::cuda
