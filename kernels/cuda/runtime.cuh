// What the launchers ask of CUDA's run time (or of the emulation): the device's limits, launches, memory for the length
// of a call. All return a cudaError_t.
#pragma once

#include "kernels/cuda/geometry.h"

#if defined(__CUDACC__)

#include <cuda_runtime.h>

namespace rotorscope::cuda {

inline int device_limits(DeviceLimits& limits) {
  int device = 0;
  cudaError_t status = cudaGetDevice(&device);
  const auto ask = [&](int& value, cudaDeviceAttr attribute) {
    if (status == cudaSuccess) status = cudaDeviceGetAttribute(&value, attribute, device);
  };
  ask(limits.multiprocessors, cudaDevAttrMultiProcessorCount);
  ask(limits.shared_per_block, cudaDevAttrMaxSharedMemoryPerBlockOptin);
  ask(limits.shared_per_multiprocessor, cudaDevAttrMaxSharedMemoryPerMultiprocessor);
  return status;
}

template <class... Parameters>
int launch(void (*kernel)(Parameters...), const Launch& shape, Stream stream, Parameters... arguments) {
  const auto address = reinterpret_cast<const void*>(kernel);
  constexpr unsigned without_asking = 48 * 1024;
  cudaError_t status = cudaSuccess;
  if (shape.shared_bytes > without_asking) {
    status = cudaFuncSetAttribute(address, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                  static_cast<int>(shape.shared_bytes));
  }
  if (status == cudaSuccess && shape.shared_bytes > 0) {  // blocks side by side are worth more than a larger L1
    status =
        cudaFuncSetAttribute(address, cudaFuncAttributePreferredSharedMemoryCarveout, cudaSharedmemCarveoutMaxShared);
  }
  if (status != cudaSuccess) {
    static_cast<void>(cudaGetLastError());  // told here, so the next call must not find it again
    return status;
  }
  kernel<<<shape.grid, shape.threads, shape.shared_bytes, static_cast<cudaStream_t>(stream)>>>(arguments...);
  return cudaGetLastError();
}

inline int allocate(void** memory, std::size_t bytes, Stream stream) {
  return cudaMallocAsync(memory, bytes, static_cast<cudaStream_t>(stream));
}
inline int release(void* memory, Stream stream) { return cudaFreeAsync(memory, static_cast<cudaStream_t>(stream)); }
inline int clear(void* memory, std::size_t bytes, Stream stream) {
  return cudaMemsetAsync(memory, 0, bytes, static_cast<cudaStream_t>(stream));
}
inline int copy(void* to, const void* from, std::size_t bytes, Stream stream) {
  return cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, static_cast<cudaStream_t>(stream));
}

}  // namespace rotorscope::cuda

#else

#include "kernels/cuda/emulation/runtime.h"

#endif
