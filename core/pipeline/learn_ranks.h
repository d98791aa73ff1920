// One process of several that learn together: its device and threads, and what it says when another is gone.
#pragma once

#include "core/base/result.h"
#include "core/distributed/ranks.h"
#include "core/protocol/rotate.h"

namespace rotorscope {

/// Gives "auto" this process's own GPU and threads 0 its share of the cores. Errors: windows that the processes cannot
/// share evenly.
Status take_place(LearnRequest& request, const RankPlace& place);

/// The Error of a run that lost a process; `kept_step` is the last step in the project, 0: none.
Status lost_rank(const LostRank& lost, const RankPlace& place, int kept_step);

}  // namespace rotorscope
