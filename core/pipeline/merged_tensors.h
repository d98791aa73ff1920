// The tensors of a rotated, quantized network one after the other, each made when it is asked for from the mapped
// checkpoint: what is in memory is one block, however large the model.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/checkpoint.h"
#include "core/model/network.h"
#include "core/protocol/common.h"
#include "core/rotation/rotation_set.h"

#include <optional>
#include <stop_token>
#include <string>

#include <ATen/core/Tensor.h>

namespace rotorscope {

class MergedTensors {
 public:
  /// Folded, rotated by `set`, with the weights of its blocks rounded as `quant` says (RTN). All must outlive this.
  MergedTensors(const Checkpoint& checkpoint, const RotationSet& set, const QuantSpec& quant, Progress& progress,
                std::stop_token stop)
      : checkpoint_(checkpoint), set_(set), quant_(quant), progress_(progress), stop_(std::move(stop)) {}

  /// Takes the blocks from a network that was made before, such as by GPTQ, instead.
  void use_blocks(Network network) { made_ = std::move(network); }

  /// Block `layer`; grids are kept. Throws Cancelled.
  Result<Block> block(int layer);
  /// A linear of it by its name, e.g. "self_attn.q_proj".
  Result<Linear> linear(int layer, const std::string& name);
  /// [vocab, n], rotated; rounded where it has bits of its own, but not to a target's type.
  Result<at::Tensor> embedding();
  /// The same with the final norm's gain folded in.
  Result<at::Tensor> head();
  /// The tensor of a canonical name, float32 on the host; undefined where it is all ones (a folded norm).
  Result<at::Tensor> named(const std::string& name);

  /// The invariance gate (numerics.md §2), block after block: max |logit difference| / max |logit| between the original
  /// network and the merged, unquantized one on `ids`, in float32.
  Result<double> invariance_error(const at::Tensor& ids);

 private:
  Result<Network> merged(int layer, const Block& original);
  Result<at::Tensor> read(const std::string& name);
  Result<at::Tensor> read_head();
  at::Tensor rotated(at::Tensor rows) const;
  at::Tensor at_bits(const at::Tensor& rows, int bits) const;

  const Checkpoint& checkpoint_;
  const RotationSet& set_;
  const QuantSpec& quant_;
  Progress& progress_;
  std::stop_token stop_;
  std::optional<Network> made_;
  std::optional<Block> block_;  ///< the last one
  int layer_ = -1;
};

}  // namespace rotorscope
