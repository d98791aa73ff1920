// Applying RuntimeOptions: threads, the device, the type of the forward pass.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/protocol/common.h"
#include "kernels/cuda_graph.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

namespace rotorscope {

/// Sets libtorch's threads and checks the device's name. Errors: one that cannot be.
Status apply_runtime(const RuntimeOptions& runtime);

/// Where a request computes: "auto" is the usable GPU with the most free memory or else the CPU (`progress` is told
/// once why a GPU that is there cannot be used), "cuda" the first GPU. Loads CUDA only where it is asked for, or where
/// "auto" finds an NVIDIA driver. Errors: a GPU that is not here or cannot be used, with the reason.
Result<at::Device> working_device(const RuntimeOptions& runtime, Progress& progress);

/// The floating type that --dtype names; "auto" is f32. Errors: an unknown one.
Result<at::ScalarType> working_type(const RuntimeOptions& runtime);

/// Free bytes of a device's memory, what libtorch keeps in reserve included; of a CPU: of the machine.
std::int64_t free_memory(at::Device device);

/// Records what is launched on a GPU; empty for a CPU, and where the environment variable ROTORSCOPE_CUDA_GRAPHS is 0.
GraphRecorder graphs_on(at::Device device);

/// Gives the memory that libtorch keeps in reserve back to the GPU; nothing on a CPU.
void empty_cache(at::Device device);

}  // namespace rotorscope
