// The module's C interface: what it is, and which GPUs CUDA sees.
#include "kernels/cuda/module/entry_points.h"

#include <cstdio>
#include <cstring>

#include <cuda_runtime_api.h>
#include <torch/version.h>

namespace rotorscope {
namespace {

int explain(cudaError_t error, char* reason, int reason_size) {
  std::snprintf(reason, static_cast<std::size_t>(reason_size), "%s", cudaGetErrorString(error));
  static_cast<void>(cudaGetLastError());  // so that no later call of libtorch's reports this one
  return static_cast<int>(error);
}

}  // namespace

extern "C" {

int rotorscope_cuda_abi() { return cuda_module_abi; }

const char* rotorscope_cuda_torch_version() { return TORCH_VERSION; }

int rotorscope_cuda_count(char* reason, int reason_size) {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error == cudaSuccess) return count;
  explain(error, reason, reason_size);
  return error == cudaErrorNoDevice ? 0 : -1;
}

int rotorscope_cuda_gpu(int index, CudaGpu* gpu, char* reason, int reason_size) {
  cudaDeviceProp properties{};
  if (const cudaError_t error = cudaGetDeviceProperties(&properties, index); error != cudaSuccess) {
    return explain(error, reason, reason_size);
  }
  std::snprintf(gpu->name, sizeof gpu->name, "%s", properties.name);
  gpu->memory_bytes = static_cast<std::int64_t>(properties.totalGlobalMem);
  gpu->memory_free_bytes = gpu->memory_bytes;
  gpu->major = properties.major;
  gpu->minor = properties.minor;
  // The runtime must leave the thread's GPU as it was; asking for free memory needs a context on this one.
  int before = 0;
  std::size_t free = 0;
  std::size_t total = 0;
  cudaError_t error = cudaGetDevice(&before);
  if (error == cudaSuccess) error = cudaSetDevice(index);
  if (error == cudaSuccess) error = cudaMemGetInfo(&free, &total);
  static_cast<void>(cudaSetDevice(before));
  if (error != cudaSuccess) return explain(error, reason, reason_size);
  gpu->memory_free_bytes = static_cast<std::int64_t>(free);
  return 0;
}

}  // extern "C"

}  // namespace rotorscope
