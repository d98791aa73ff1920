#include "core/pipeline/placement.h"

#include "core/model/block_stream.h"
#include "core/pipeline/runtime.h"

#include <algorithm>

namespace rotorscope {
namespace {

constexpr std::int64_t mib = 1 << 20;
/// What cuBLAS and CUDA's context take, and the allocator loses to fragments.
constexpr std::int64_t reserve = 768 * mib;
/// Tokens whose logits exist at a time.
constexpr std::int64_t logits_tokens = 128;

std::string gib(std::int64_t bytes) {
  const auto tenths = (bytes * 10 + (1LL << 29)) >> 30;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

}  // namespace

MemoryDemand memory_demand(const ModelConfig& c, std::int64_t tokens) {
  const std::int64_t n = c.hidden_size;
  const std::int64_t f = c.intermediate_size;
  const std::int64_t q = static_cast<std::int64_t>(c.attention_heads) * c.head_dim;
  const std::int64_t kv = static_cast<std::int64_t>(c.kv_heads) * c.head_dim;
  const std::int64_t vocabulary = static_cast<std::int64_t>(c.vocab_size) * n;
  MemoryDemand demand;
  demand.block = 4 * (n * (2 * q + 2 * kv) + 3 * n * f);
  demand.blocks = demand.block * c.layers;
  demand.weights = demand.blocks + 2 * 4 * vocabulary;
  const std::int64_t activations = 4 * tokens * (6 * n + 4 * f + 4 * q);
  const std::int64_t logits = 3 * 4 * logits_tokens * c.vocab_size;
  const std::int64_t merging = 3 * 8 * std::max(vocabulary, n * f);
  // Merging is over before the weights are there: only what it takes beyond their room counts.
  demand.working = std::max(activations + logits, merging - demand.weights);
  return demand;
}

Placement choose_placement(at::Device device, const std::string& dtype, const MemoryDemand& demand,
                           std::int64_t free_bytes) {
  Placement placement{device, dtype == "bf16" ? at::kBFloat16 : at::kFloat, false};
  if (device.is_cpu()) return placement;
  const std::int64_t room = free_bytes - reserve - demand.working;
  const auto fits = [&](std::int64_t float32_bytes) { return float32_bytes <= room; };
  if (fits(placement.dtype == at::kBFloat16 ? demand.weights / 2 : demand.weights)) return placement;
  if (dtype == "auto") {
    placement.dtype = at::kBFloat16;
    if (fits(demand.weights / 2)) return placement;
  }
  placement.streamed = true;
  return placement;
}

Result<Placement> place(const RuntimeOptions& runtime, const ModelConfig& config, const Passes& passes,
                        Progress& progress) {
  ROTOR_TRY(const at::ScalarType type, working_type(runtime));
  ROTOR_TRY(const at::Device device, working_device(runtime, progress));
  if (device.is_cpu()) return Placement{device, type, false};
  const MemoryDemand demand = memory_demand(config, passes.tokens);
  const std::int64_t free = free_memory(device);
  Placement placement = choose_placement(device, runtime.dtype, demand, free);
  placement.streamed = placement.streamed || passes.stream;
  const std::string had =
      device.str() + " has " + gib(free) + " free, the weights take " + gib(demand.weights) + " in f32";
  if (placement.streamed) {
    progress.log(had + ": they stay in the host's memory and come a block at a time");
  } else if (placement.dtype != type) {
    progress.log(had + ": computing in bf16; --dtype f32 would compute in f32, a block at a time");
  }
  return placement;
}

Network placed(Network network, const Placement& placement) {
  if (network.dtype() != placement.dtype) network = to_dtype(network, placement.dtype);
  if (placement.streamed) return streamed_network(std::move(network), placement.device);
  return placement.device == network.device() ? network : to_device(network, placement.device);
}

}  // namespace rotorscope
