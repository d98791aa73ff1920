// An objective that goes on with half the windows at a time when the GPU's memory is not enough for a step's.
#pragma once

#include "core/rotation/objective.h"

#include <functional>
#include <memory>
#include <string>

namespace rotorscope {

/// Makes an objective that looks at `batch` windows a step.
using ObjectiveOfBatch = std::function<std::unique_ptr<Objective>(int batch)>;

/// The objective of `batch` windows. The first step that throws c10::OutOfMemoryError is tried once more in parts: an
/// objective of half the windows (one, where the number is odd) evaluated as often as it takes, losses and gradients
/// averaged, which is the same step; the later steps go that way at once. `relieve` is called in between, to give
/// unused memory back and to tell the user how many windows are looked at together now. A second lack of memory is
/// thrown on, and so is the first where `batch` is 1. `micro_batch` above 0: in parts of so many windows from the start
/// (gradient accumulation).
std::unique_ptr<Objective> halving_objective(ObjectiveOfBatch make, int batch, std::function<void(int batch)> relieve,
                                             int micro_batch = 0);

}  // namespace rotorscope
