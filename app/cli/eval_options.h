// The options that eval and sweep share.
#pragma once

#include "app/cli/command.h"
#include "core/protocol/evaluate.h"

namespace rotorscope::cli {

/// MODEL, text, protocol, windows and quantization flags.
void add_eval_options(CLI::App& app, EvalRequest& request);
/// --project of a study.
void add_study_project(CLI::App& app, EvalRequest& request);
/// --tasks, --limit and --perplexity.
void add_tasks(CLI::App& app, EvalRequest& request);

}  // namespace rotorscope::cli
