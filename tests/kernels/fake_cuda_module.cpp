// A module that answers what a test wants to hear; what it is is chosen by macros, see CMakeLists.txt.
#include "kernels/cuda/module/entry_points.h"

#include <cstdio>

#include <torch/version.h>

#ifndef FAKE_ABI
#define FAKE_ABI rotorscope::cuda_module_abi
#endif
#ifndef FAKE_TORCH
#define FAKE_TORCH TORCH_VERSION
#endif
#ifndef FAKE_COUNT
#define FAKE_COUNT 3
#endif

extern "C" {

int rotorscope_cuda_abi() { return FAKE_ABI; }

const char* rotorscope_cuda_torch_version() { return FAKE_TORCH; }

int rotorscope_cuda_count(char* reason, int reason_size) {
  std::snprintf(reason, static_cast<std::size_t>(reason_size), "the driver is too old");
  return FAKE_COUNT;
}

/// GPU 0 is new, 1 is too old, 2 does not answer.
int rotorscope_cuda_gpu(int index, rotorscope::CudaGpu* gpu, char* reason, int reason_size) {
  if (index == 2) {
    std::snprintf(reason, static_cast<std::size_t>(reason_size), "busy");
    return 46;
  }
  std::snprintf(gpu->name, sizeof gpu->name, "Fake %d", index);
  gpu->memory_bytes = std::int64_t{80} << 30;
  gpu->memory_free_bytes = std::int64_t{79} << 30;
  gpu->major = index == 0 ? 9 : 7;
  gpu->minor = index == 0 ? 0 : 5;
  return 0;
}

/// A graph counts its replays; the third fails.
int rotorscope_cuda_record(rotorscope::CudaWork* work, void* context, void** graph, char* reason, int reason_size) {
  for (int call = 0; call < 2; ++call) {
    if (work(context) != 0) {
      std::snprintf(reason, static_cast<std::size_t>(reason_size), "the work itself failed");
      return 1;
    }
  }
  static int made = 0;
  *graph = &made;
  return 0;
}

int rotorscope_cuda_replay(void* graph, char* reason, int reason_size) {
  std::snprintf(reason, static_cast<std::size_t>(reason_size), "the GPU is gone");
  return ++*static_cast<int*>(graph) > 2 ? 1 : 0;
}

void rotorscope_cuda_release(void* graph) { *static_cast<int*>(graph) = 0; }
}
