// Learning what follows R4's Hadamard, a layer at a time.
#pragma once

#include "core/base/result.h"
#include "core/model/network.h"
#include "core/protocol/reporter.h"
#include "core/protocol/rotate.h"
#include "core/rotation/rotation_set.h"

#include <stop_token>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// RotationSet::r4_blocks of blocks of request.r4_block channels, learned on the first request.r4_tokens of `ids` in
/// the unrotated network; `online` gives R4's Hadamard and the scales before it. Memory holds the stream and one
/// layer's down_in. Errors: blocks that do not divide the channels. Throws Cancelled.
Result<std::vector<at::Tensor>> r4_blocks(const Network& folded, const at::Tensor& ids, const RotationSet& online,
                                          const LearnRequest& request, Reporter& report, const std::stop_token& stop);

}  // namespace rotorscope
