// Cayley SGD over R1 and all R2 (numerics.md §4).
#pragma once

#include "core/protocol/rotate.h"
#include "core/rotation/objective.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace rotorscope {

/// First and second moments of Adam over the scales' logarithms; undefined before the first step.
struct ScaleMoments {
  at::Tensor v_first, v_second, down_first, down_second;
};

/// All that a run needs to go on as if it had not been interrupted.
struct LearnerState {
  LearnedRotations rotations;
  LearnedRotations momentum;  ///< undefined and empty before the first step, and where momentum is 0
  ScaleMoments scale_moments;
  LearnedRotations best;  ///< at the best held-out loss, or the best mean of five steps where nothing is held out
  std::vector<at::Tensor> r4_blocks;  ///< learned before the first step (RotationSet::r4_blocks); may be empty
  int next_step = 0;
  double best_loss = 0;
  int best_step = 0;           ///< from 1; 0: none yet, or the start
  double held_out_start = -1;  ///< held-out loss before the first step; −1: nothing held out
  double best_held_out = -1;   ///< of `best`; −1: nothing held out
  double start_loss = 0;       ///< mean of the first losses
  std::vector<double> recent;  ///< the last losses, five at most
  double best_recent = 1e300;  ///< their lowest mean
  double lr_factor = 1.0;      ///< halved each time learning diverges
  int step_backs = 0;
};

/// With all its tensors on another device.
LearnerState to_device(LearnerState state, at::Device device);

/// Called after each step; an Error ends the run.
using StepObserver = std::function<Status(const LearnStep&, const LearnerState&)>;

/// Runs the steps from state.next_step to request.steps (a request with its defaults resolved). A loss that is not
/// finite, or that rises over its start by request.divergence_margin, sends it back to the best rotation so far with
/// half the learning rate; `log` is told. Errors: diverged again and again, whatever the observer says. Throws
/// Cancelled.
Status run_learner(Objective& objective, const LearnRequest& request, LearnerState& state, const StepObserver& observe,
                   const std::stop_token& stop, const std::function<void(const std::string&)>& log = {});

/// The learning rate of step `step` (from 0).
double scheduled_lr(const LearnRequest& request, int step);

}  // namespace rotorscope
