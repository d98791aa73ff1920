// Learning by several processes, each on its share of a step's data; only losses and gradients travel.
#pragma once

#include "core/distributed/ranks.h"
#include "core/rotation/learner.h"
#include "core/rotation/objective.h"

#include <memory>

namespace rotorscope {

/// The windows [count, seq_len] as this rank's steps take them: of the `batch` windows of each of `steps` steps its own
/// batch / size, one after the other. Needs a batch that the ranks divide evenly.
at::Tensor own_windows(const at::Tensor& windows, std::int64_t batch, std::int64_t steps, const RankPlace& place);

/// The mean over all ranks' shares, weighted by their tokens; held-out losses are the first rank's, so that all decide
/// alike. A stop that one rank was asked for stops all of them at the same step. Throws Cancelled, LostRank.
std::unique_ptr<Objective> data_parallel_objective(std::unique_ptr<Objective> own_share, std::shared_ptr<Ranks> ranks);

/// All ranks go on from the first one's state. Throws LostRank.
void share_start(LearnerState& state, Ranks& ranks);

}  // namespace rotorscope
