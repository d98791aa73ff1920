// A network made ready to run: rotated, its weights quantized, in its working type, with what acts online.
#pragma once

#include "core/eval/perplexity.h"
#include "core/pipeline/placement.h"
#include "core/pipeline/workspace.h"
#include "core/quant/quantize_hook.h"
#include "core/rotation/merge.h"

#include <memory>

namespace rotorscope {

/// Keeps everything a Runnable points to.
class PreparedNetwork {
 public:
  PreparedNetwork(Network network, const RotationSet& set, const QuantSpec& quant, double quantize_seconds)
      : network_(std::move(network)), quantize_(quant), online_(set, &quantize_), quantize_seconds_(quantize_seconds) {}
  [[nodiscard]] Runnable runnable() { return {&network_, &online_}; }
  [[nodiscard]] const Network& network() const { return network_; }
  /// What quantizing the weights took; about 0 where the workspace still had them.
  [[nodiscard]] double quantize_seconds() const { return quantize_seconds_; }

 private:
  Network network_;
  QuantizeHook quantize_;
  OnlineRotation online_;
  double quantize_seconds_;
};

/// `merged`, which is the folded network rotated by `set`, with its weights quantized: RTN on `device`, GPTQ on the
/// host; GPTQ's result is kept in the workspace for the next time. Logs how long it took. Throws Cancelled.
Result<Network> quantized_weights(Workspace& workspace, const OpenModel& model, const RotationSet& set,
                                  const Network& merged, const QuantSpec& quant, at::Device device, Progress& progress,
                                  const std::stop_token& stop);

/// fold → rotate → quantize weights → working type, on the device that the request means, or streamed to it where it is
/// larger; for these passes. Merging and RTN are computed there too. Errors: what check_quant and merge_rotation say.
/// Throws Cancelled.
Result<std::unique_ptr<PreparedNetwork>> prepare_network(Workspace& workspace, const OpenModel& model,
                                                         const RotationSet& set, const QuantSpec& quant,
                                                         const RuntimeOptions& runtime, const Passes& passes,
                                                         Progress& progress, const std::stop_token& stop);

/// The invariance gate (numerics.md §2): max |logit difference| / max |logit| between the original network, gains
/// unfolded, and the merged one, over the first tokens of ids, in float32. Throws Cancelled.
Result<double> invariance_error(Workspace& workspace, const OpenModel& model, const RotationSet& set,
                                const at::Tensor& ids, const RuntimeOptions& runtime, Progress& progress,
                                const std::stop_token& stop);

inline constexpr double invariance_limit = 1e-3;

/// The time now, ISO 8601 in UTC.
std::string utc_now();

}  // namespace rotorscope
