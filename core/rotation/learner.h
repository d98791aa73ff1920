// Cayley SGD over R1 and all R2 (numerics.md §4).
#pragma once

#include "core/protocol/rotate.h"
#include "core/rotation/objective.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace rotorscope {

/// All that a run needs to go on as if it had not been interrupted.
struct LearnerState {
  LearnedRotations rotations;
  LearnedRotations momentum;  ///< undefined and empty before the first step, and where momentum is 0
  int next_step = 0;
  double best_loss = 0;
  int best_step = 0;  ///< from 1; 0: none yet
};

/// Called after each step; an Error ends the run.
using StepObserver = std::function<Status(const LearnStep&, const LearnerState&)>;

/// Runs the steps from state.next_step to request.steps (a request with its defaults resolved). Errors: a loss or
/// gradient that is not finite, whatever the observer says. Throws Cancelled.
Status run_learner(Objective& objective, const LearnRequest& request, LearnerState& state, const StepObserver& observe,
                   const std::stop_token& stop);

/// The learning rate of step `step` (from 0).
double scheduled_lr(const LearnRequest& request, int step);

}  // namespace rotorscope
