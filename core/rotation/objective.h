// What learning minimizes: a loss of R1 and the R2, and its gradient (numerics.md §4, “Objectives”).
#pragma once

#include "core/analysis/site_capture.h"
#include "core/model/network.h"
#include "core/protocol/rotate.h"
#include "core/rotation/rotation_set.h"

#include <memory>
#include <stop_token>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// The learned matrices, float32: R1 [n, n] and one R2 [head_dim, head_dim] a layer.
struct LearnedRotations {
  at::Tensor r1;
  std::vector<at::Tensor> r2;
};

struct LossAndGradient {
  double loss = 0;
  at::Tensor r1;               ///< ∂L/∂R1
  std::vector<at::Tensor> r2;  ///< empty where the objective does not depend on R2
  std::int64_t tokens = 0;     ///< looked at
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
};

/// What the network-wide objectives ("ce", "kl") work on.
struct LearningData {
  const Network* folded = nullptr;  ///< float32, unrotated
  at::Tensor windows;  ///< token ids, int64 [windows, seq_len]; a step takes the next `batch`, round and round
  RotationSet online;  ///< its R3 and R4 act, learned or not
};

/// Site form: x → x + (Q(xR) − xR) Rᵀ at each site of the unrotated network.
std::unique_ptr<Objective> site_form_objective(const LearningData& data, const LearnRequest& request);
/// Merged form: the rotated network itself, as SpinQuant trains it.
std::unique_ptr<Objective> merged_form_objective(const LearningData& data, const LearnRequest& request);
/// Layer-wise ("range", "whip", "kurtosis") on R1 from cached activations of attn_in and mlp_in: [sites, tokens, n],
/// float32.
std::unique_ptr<Objective> layer_wise_objective(const at::Tensor& activations, const LearnRequest& request);

}  // namespace rotorscope
