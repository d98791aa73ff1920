// GPTQ of a whole network: layer after layer, each on the inputs that the layers quantized before it give.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/model/forward.h"
#include "core/protocol/common.h"

#include <functional>
#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Tokens of a calibration window; windows do not see each other.
inline constexpr std::int64_t calibration_window = 512;

/// The first `tokens` of ids [n] int64 as windows [count, window] of calibration_window; fewer where the text is
/// shorter, one short window where it has not enough for a whole one.
at::Tensor calibration_windows(const at::Tensor& ids, std::int64_t tokens);

/// Bytes that a block's Hessians and their factors take at most, float64.
std::int64_t gptq_bytes(const ModelConfig& config);

/// Where finished layers are kept, so that a run that was stopped goes on after them. Either function may be empty.
struct GptqCheckpoints {
  /// Fills the seven linears of a block from an earlier run; false where there is none of this layer.
  std::function<bool(std::size_t layer, Block& block)> restore;
  std::function<Status(std::size_t layer, const Block& block)> keep;
};

/// How much is held and done at once; the result is the same but for rounding.
struct GptqLimits {
  std::int64_t kept_bytes = std::int64_t{1} << 30;  ///< down_in of all windows is kept up to here; beyond, gate and up
                                                    ///< run twice
  double batch_work = 4e9;  ///< multiplications of one linear between two looks at the stop token
};

/// All seven linears of every block by GPTQ with the weight settings of `quant`; embedding and lm_head stay as they
/// are. `network` is float32, folded and rotated; `online` applies R3 and R4 while the Hessians are collected and may
/// be null, activations are not quantized. In a block q, k, v come first, then o, gate and up, down, each after those
/// before it (numerics.md §3). In memory: the stream and o_in of all windows, down_in too where it is small, and one
/// block's Hessians. Errors: what gptq_factor and the checkpoints say. Throws Cancelled.
Result<Network> gptq_network(const Network& network, const QuantSpec& quant, SiteHook* online,
                             const at::Tensor& windows, const GptqCheckpoints& checkpoints, Progress& progress,
                             const std::stop_token& stop, const GptqLimits& limits = {});

}  // namespace rotorscope
