// Where a network's weights are kept while it runs, decided from their size and the device's free memory.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/model_config.h"
#include "core/model/network.h"
#include "core/protocol/common.h"

#include <cstdint>
#include <string>

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

namespace rotorscope {

struct Placement {
  at::Device device = at::kCPU;
  at::ScalarType dtype = at::kFloat;
  bool streamed = false;  ///< weights on the host, blocks brought to the device one at a time
};

/// Bytes that inference takes on a device.
struct MemoryDemand {
  std::int64_t weights = 0;  ///< all, in float32
  std::int64_t blocks = 0;   ///< that part of `weights` that can be streamed
  std::int64_t block = 0;    ///< one block
  std::int64_t working = 0;  ///< activations, logits, and products in float64 while rotations are merged
};

/// The demand of a folded network (its head untied) for passes over `tokens` tokens at a time.
MemoryDemand memory_demand(const ModelConfig& config, std::int64_t tokens);

/// On a CPU: everything there, float32 where `dtype` is "auto". On a GPU: resident where that fits into `free_bytes`
/// less a reserve; where it does not, "auto" takes bf16 if that makes it fit; where nothing fits, streamed.
Placement choose_placement(at::Device device, const std::string& dtype, const MemoryDemand& demand,
                           std::int64_t free_bytes);

/// How a network is going to be run.
struct Passes {
  std::int64_t tokens = 0;  ///< in a pass
  bool stream = false;      ///< bring the blocks to a GPU one at a time even where they seem to fit
};

/// choose_placement for a request, with what it chose in the log unless that is the ordinary. Errors: those of
/// working_device and working_type.
Result<Placement> place(const RuntimeOptions& runtime, const ModelConfig& config, const Passes& passes,
                        Progress& progress);

/// The network in the placement's type, on its device or streamed to it. Takes it, so that what moves is not kept
/// twice.
Network placed(Network network, const Placement& placement);

}  // namespace rotorscope
