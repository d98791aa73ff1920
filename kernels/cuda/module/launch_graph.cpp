// Recording of CUDA graphs by libtorch's own recorder, which gives what is allocated meanwhile a memory pool of its
// own.
#include "kernels/cuda/module/entry_points.h"

#include <cstdio>
#include <exception>
#include <memory>

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

namespace rotorscope {
namespace {

constexpr int failed = 1;

int explain(const std::exception& problem, char* reason, int reason_size) {
  std::snprintf(reason, static_cast<std::size_t>(reason_size), "%s", problem.what());
  static_cast<void>(cudaGetLastError());  // so that no later call of libtorch's reports this one
  return failed;
}

/// Whether `work` ran to its end while it was recorded.
bool recorded(at::cuda::CUDAGraph& graph, CudaWork* work, void* context) {
  graph.capture_begin();
  const bool worked = work(context) == 0;
  // Ended in any case: a stream must not stay in recording.
  graph.capture_end();
  return worked;
}

}  // namespace

extern "C" {

int rotorscope_cuda_record(CudaWork* work, void* context, void** graph, char* reason, int reason_size) {
  try {
    auto made = std::make_unique<at::cuda::CUDAGraph>();
    // What was computed so far is complete before another stream uses it; what is cached is free for the graph's pool.
    c10::cuda::device_synchronize();
    c10::cuda::CUDACachingAllocator::emptyCache();
    bool worked = false;
    {
      const c10::cuda::CUDAStreamGuard on_side(c10::cuda::getStreamFromPool());
      worked = work(context) == 0;
      c10::cuda::device_synchronize();
      worked = worked && recorded(*made, work, context);
    }
    c10::cuda::device_synchronize();
    if (!worked) {
      std::snprintf(reason, static_cast<std::size_t>(reason_size), "the work itself failed");
      return failed;
    }
    *graph = made.release();
    return 0;
  } catch (const std::exception& problem) {
    return explain(problem, reason, reason_size);
  }
}

int rotorscope_cuda_replay(void* graph, char* reason, int reason_size) {
  try {
    static_cast<at::cuda::CUDAGraph*>(graph)->replay();
    return 0;
  } catch (const std::exception& problem) {
    return explain(problem, reason, reason_size);
  }
}

void rotorscope_cuda_release(void* graph) {
  const std::unique_ptr<at::cuda::CUDAGraph> owned(static_cast<at::cuda::CUDAGraph*>(graph));
  try {
    c10::cuda::device_synchronize();  // it may still be running
  } catch (const std::exception&) {
    // The error is the GPU's and is met again by whoever uses it next.
    static_cast<void>(cudaGetLastError());
  }
}

}  // extern "C"

}  // namespace rotorscope
