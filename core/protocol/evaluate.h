// Measuring a network: perplexity, divergence from the original, zero-shot tasks, spread over seeds (numerics.md §5).
#pragma once

#include "core/protocol/common.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

struct EvalRequest {
  RuntimeOptions runtime;
  std::string model;
  TextSource text;
  RotationSpec rotation;
  QuantSpec quant;
  std::string protocol = "spinquant";  ///< spinquant or llama.cpp
  int seq_len = 2048;                  ///< tokens a window
  int windows = 0;                     ///< 0: all of the text
  bool compare = false;                ///< KL divergence and top-1 agreement with the unquantized network
  bool perplexity = true;              ///< off: tasks alone
  std::vector<std::string> tasks;      ///< NAME=FILE[,LABELS]
  int limit = 0;                       ///< questions a task; 0: all
  std::string project;                 ///< the row is added there if not empty
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EvalRequest, runtime, model, text, rotation, quant, protocol, seq_len,
                                                windows, compare, perplexity, tasks, limit, project)

/// The partial result "eval_partial".
struct EvalPartial {
  int windows_done = 0;
  int windows_total = 0;
  double perplexity = 0;
  double standard_error = 0;  ///< of the perplexity, from the windows' spread; 0 with one window
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EvalPartial, windows_done, windows_total, perplexity, standard_error)

/// A zero-shot task's accuracies, as fractions.
struct TaskScore {
  double acc = 0;       ///< by the choices' log-likelihoods
  double acc_norm = 0;  ///< by those divided by the choices' lengths in characters
  int n = 0;            ///< questions
  double acc_stderr = 0;
  double acc_norm_stderr = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TaskScore, acc, acc_norm, n, acc_stderr, acc_norm_stderr)

/// The partial result "task_partial": a task's accuracies over the questions done so far.
struct TaskPartial {
  std::string task;
  int done = 0;
  int total = 0;
  double acc = 0;
  double acc_norm = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TaskPartial, task, done, total, acc, acc_norm)

struct EvalOutcome {
  double perplexity = 0;
  double standard_error = 0;
  std::int64_t tokens = 0;  ///< scored
  double kl = 0;            ///< mean KL(original ‖ this), nats a token; with `compare`
  double top1_agreement = 0;
  bool compared = false;
  std::map<std::string, TaskScore> tasks;
  double seconds = 0;
  double quantize_seconds = 0;  ///< of them, for quantizing the weights; about 0 where they were still there
  double pass_seconds = 0;      ///< of them, for the windows alone
  std::int64_t peak_memory_bytes = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EvalOutcome, perplexity, standard_error, tokens, kl, top1_agreement,
                                                compared, tasks, seconds, quantize_seconds, pass_seconds,
                                                peak_memory_bytes)

/// A row of the project's table of evaluations.
struct EvalRow {
  EvalRequest request;
  EvalOutcome outcome;
  std::string finished;  ///< ISO 8601, UTC
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EvalRow, request, outcome, finished)

struct SweepRequest {
  EvalRequest eval;  ///< its rotation's source and seed are replaced by kind and 0 … seeds−1
  std::string kind = "hadamard";
  int seeds = 10;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SweepRequest, eval, kind, seeds)

/// The partial result "sweep_seed", and a row of the outcome.
struct SweepSeed {
  int seed = 0;
  double perplexity = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SweepSeed, seed, perplexity)

struct SweepOutcome {
  std::string kind;
  std::vector<double> perplexities;
  double mean = 0, minimum = 0, maximum = 0, standard_deviation = 0;
  double seconds = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SweepOutcome, kind, perplexities, mean, minimum, maximum,
                                                standard_deviation, seconds)

}  // namespace rotorscope
