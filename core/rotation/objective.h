// What learning minimizes: a loss of R1, the R2 and the diagonal scales, and its gradient (numerics.md §4,
// “Objectives”).
#pragma once

#include "core/model/network.h"
#include "core/protocol/rotate.h"
#include "core/rotation/recorded_function.h"
#include "core/rotation/rotation_set.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// What is learned, float32: R1 [n, n], one R2 [head_dim, head_dim] a layer, and, where scales are learned, their
/// logarithms (RotationSet::v_scale, down_scale).
struct LearnedRotations {
  at::Tensor r1;
  std::vector<at::Tensor> r2;
  at::Tensor v_log_scale;     ///< [layers, kv_heads, head_dim]; undefined: no scales
  at::Tensor down_log_scale;  ///< [layers, intermediate_size]; undefined: no scales

  [[nodiscard]] bool has_scales() const { return v_log_scale.defined(); }
};

struct LossAndGradient {
  double loss = 0;
  at::Tensor r1;               ///< ∂L/∂R1
  std::vector<at::Tensor> r2;  ///< empty where the objective does not depend on R2
  at::Tensor v_log_scale;      ///< undefined where it does not depend on scales
  at::Tensor down_log_scale;
  std::int64_t tokens = 0;  ///< looked at
};

class Objective {
 public:
  Objective() = default;
  Objective(const Objective&) = delete;
  Objective& operator=(const Objective&) = delete;
  virtual ~Objective() = default;
  /// Step `step` (from 0) of the run; what it looks at depends on the step and the request alone, so that a resumed run
  /// repeats itself. Throws Cancelled.
  virtual LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) = 0;
  /// The loss on what no step looks at; nothing where nothing was held out. Throws Cancelled.
  virtual std::optional<double> held_out(const LearnedRotations& r, const std::stop_token& stop) = 0;
};

/// What the network-wide objectives ("ce", "kl") work on.
struct LearningData {
  const Network* folded = nullptr;  ///< float32, unrotated
  at::Tensor windows;   ///< token ids, int64 [windows, seq_len]; a step takes the next `batch`, round and round
  at::Tensor held_out;  ///< windows that no step takes [count, seq_len]; undefined: none
  RotationSet online;   ///< its R3 and R4 act, learned or not
};

/// Site form: x → x + (Q(xR) − xR) Rᵀ at each site of the unrotated network. `recording`: of a step's loss and
/// gradients on a GPU.
std::unique_ptr<Objective> site_form_objective(const LearningData& data, const LearnRequest& request,
                                               const Recording& recording = {});
/// Merged form: the rotated network itself, as SpinQuant trains it; with its weights at their bits where
/// request.quant says so (RTN without clip search, straight-through).
std::unique_ptr<Objective> merged_form_objective(const LearningData& data, const LearnRequest& request);

/// Layer-wise ("range", "whip", "kurtosis") on R1 from cached activations of attn_in and mlp_in: [sites, tokens, n],
/// float32. `weights` [sites, tokens]: how much each token's noise costs; undefined: all the same. An eighth of the
/// tokens is held out where request.holdout is not 0; of the others every `every`-th is looked at, from `first` on.
std::unique_ptr<Objective> layer_wise_objective(const at::Tensor& activations, const at::Tensor& weights,
                                                const LearnRequest& request, std::int64_t first = 0,
                                                std::int64_t every = 1);

}  // namespace rotorscope
