// The zero-shot tasks of an evaluation.
#pragma once

#include "core/eval/zero_shot.h"
#include "core/pipeline/workspace.h"
#include "core/protocol/reporter.h"

#include <map>
#include <stop_token>
#include <string>
#include <vector>

namespace rotorscope {

/// Reads and tokenizes the request's tasks, before any weight is read. Errors: a task that is unknown or named twice,
/// files that do not fit, a model without a tokenizer, a negative limit. Throws Cancelled.
Result<std::vector<EncodedTask>> read_tasks(Workspace& workspace, const OpenModel& model, const EvalRequest& request,
                                            const std::stop_token& stop);

/// Tokens that a pass over the tasks holds at most.
std::int64_t pass_tokens(const std::vector<EncodedTask>& tasks);

/// Scores one task after the other; sends "task_partial". Throws Cancelled.
std::map<std::string, TaskScore> run_tasks(const Runnable& network, const std::vector<EncodedTask>& tasks,
                                           Reporter& report, const std::stop_token& stop);

}  // namespace rotorscope
