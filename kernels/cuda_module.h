// Loads the CUDA module where there is an NVIDIA GPU, and says in plain words why not where it cannot. No header of
// CUDA or torch, and no library of either is linked: loading libtorch's CUDA part takes 0.4 s and 500 MB, so it happens
// when a GPU is asked for and not before.
#pragma once

#include "core/base/result.h"
#include "kernels/cuda_graph.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rotorscope {

/// A GPU and whether it can be used.
struct Gpu {
  int index = 0;
  std::string name;
  std::int64_t memory_bytes = 0;
  std::int64_t memory_free_bytes = 0;
  std::string compute_capability;  ///< "9.0"
  std::string reason;              ///< why it cannot be used; empty where it can
};

/// Where the parts are.
struct CudaParts {
  std::string driver = "libcuda.so.1";
  std::filesystem::path torch_cuda;  ///< libtorch_cuda.so
  std::filesystem::path module;      ///< librotorscope_cuda.so
  /// libtorch_cuda.so beside the loaded libtorch_cpu.so; the module beside the program, or where the environment
  /// variable ROTORSCOPE_CUDA_MODULE says.
  static CudaParts standard();
};

/// Loads the parts for as long as the program runs and lists the GPUs, of which none may be usable. Errors: the driver
/// is missing, libtorch's CUDA libraries or the module are, the module is of another version, there is no GPU.
Result<std::vector<Gpu>> load_gpus(const CudaParts& parts);

/// load_gpus of the standard parts, looked for only where has_nvidia_driver(); what loaded or failed is remembered,
/// free memory is read anew at each call. Any thread may call it.
Result<std::vector<Gpu>> gpus();

/// Records what runs on a GPU of the module at `parts`. Errors: as load_gpus.
Result<GraphRecorder> load_graph_recorder(const CudaParts& parts);

/// load_graph_recorder of the standard parts; empty where gpus() did not find a GPU before.
GraphRecorder graph_recorder();

/// Whether an NVIDIA driver is here. Cheap: loads nothing.
bool has_nvidia_driver();

}  // namespace rotorscope
