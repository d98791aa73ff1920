// A network of Llama or a family like it as tensors. A plain struct and free functions: copying a Network copies
// references to tensors, so a derived network (folded, rotated, quantized) shares what it did not change.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/checkpoint.h"
#include "core/formats/model_config.h"
#include "core/model/weight_grid.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// y = x Wᵀ + b; weight [out, in], bias [out] or undefined.
struct Linear {
  at::Tensor weight, bias;
  std::shared_ptr<const WeightGrid> grid = nullptr;  ///< of a weight on a target's grid, where it is to be exported
};

/// One transformer block.
struct Block {
  at::Tensor input_norm, post_norm;  ///< RMSNorm gains [n]; undefined: all ones (folded)
  at::Tensor q_norm, k_norm;  ///< RMSNorm gains of each head's q and k [head_dim]; undefined: no norm. Not folded
  Linear q, k, v, o, gate, up, down;

  /// The seven linears in the order of the checkpoint, with their names ("self_attn.q_proj", …).
  void for_each_linear(const std::function<void(const char* name, Linear&)>& visit);
};

class BlockStream;
class Spill;

struct Network {
  ModelConfig config;
  at::Tensor embedding;            ///< [vocab, n]
  at::Tensor final_norm;           ///< [n]; undefined: all ones (folded)
  at::Tensor head;                 ///< [vocab, n]; the same tensor as embedding where tied
  at::Tensor inverse_frequencies;  ///< RoPE, [turned channels / 2], float32, scaling applied
  std::vector<Block> blocks;
  /// Where the network is larger than the GPU: brings each block to it in turn, `blocks` being on the host. Null: the
  /// blocks are where the rest is.
  std::shared_ptr<BlockStream> stream;
  /// Where the network is larger than the memory it may take: what keeps its weights. Whoever makes a network from this
  /// one keeps each block there as soon as it is made. Null: they are in memory.
  std::shared_ptr<Spill> spill;

  /// Block `index`, where the rest of the network is; see BlockStream::fetch for how long.
  [[nodiscard]] Block block(std::size_t index) const;
  [[nodiscard]] at::ScalarType dtype() const;
  /// Where it computes.
  [[nodiscard]] c10::Device device() const;
  /// Bytes of all distinct tensors.
  [[nodiscard]] std::int64_t bytes() const;
};

/// Every weight as float32: read and converted, or the file's mapped memory where it holds float32. Progress by
/// tensors; cancellable between tensors. `spill` keeps the weights, if there is one.
Result<Network> load_network(const Checkpoint& checkpoint, Progress& progress, std::stop_token stop,
                             std::shared_ptr<Spill> spill = nullptr);

/// One block of it alone, likewise.
Result<Block> load_block(const Checkpoint& checkpoint, int layer, Progress& progress, std::stop_token stop);

/// RMSNorm gains folded into the linears that read them (W ← W·diag(γ)), the head untied (numerics.md §2.1). The
/// network's output is the same.
Network fold_norms(const Network& network);
/// The same for a network whose tensors nothing else uses: in place, so that no second copy of the weights exists.
Network fold_norms(Network&& network);

/// Every weight in another floating type (norm gains and RoPE frequencies stay float32).
Network to_dtype(const Network& network, at::ScalarType dtype);

/// Every tensor on another device.
Network to_device(const Network& network, c10::Device device);

}  // namespace rotorscope
