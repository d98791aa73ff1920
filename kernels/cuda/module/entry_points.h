// What librotorscope_cuda.so offers to the program that loads it, besides the operators that it registers: plain C, so
// that a module of another build can be asked what it is before anything of it is used.
#pragma once

#include <cstdint>

namespace rotorscope {

/// Raised when one of the entry points or a registered operator's schema changes.
constexpr int cuda_module_abi = 2;

/// One GPU.
struct CudaGpu {
  char name[256];
  std::int64_t memory_bytes;
  std::int64_t memory_free_bytes;
  int major;  ///< of the compute capability
  int minor;
};

/// rotorscope_cuda_abi: cuda_module_abi of the module.
using CudaAbiFunction = int();
/// rotorscope_cuda_torch_version: the libtorch that the module was compiled against, "2.11.0".
using CudaTorchVersionFunction = const char*();
/// rotorscope_cuda_count: how many GPUs there are; negative where CUDA cannot say, with the reason in `reason`
/// [reason_size].
using CudaCountFunction = int(char* reason, int reason_size);
/// rotorscope_cuda_gpu: fills `gpu`; 0, or a cudaError_t with its text in `reason` [reason_size].
using CudaGpuFunction = int(int index, CudaGpu* gpu, char* reason, int reason_size);

/// Work that is recorded; 0 where it succeeded. It throws nothing.
using CudaWork = int(void* context);
/// rotorscope_cuda_record: calls `work` twice on a stream of its own, recording the second call (kernels/cuda_graph.h).
/// 0 and the graph, or another number with the reason.
using CudaRecordFunction = int(CudaWork* work, void* context, void** graph, char* reason, int reason_size);
/// rotorscope_cuda_replay: queues a graph on the current stream.
using CudaReplayFunction = int(void* graph, char* reason, int reason_size);
/// rotorscope_cuda_release: frees a graph.
using CudaReleaseFunction = void(void* graph);

}  // namespace rotorscope
