// Studies: many evaluations with one question. Which layer or site is sensitive, what each rotation does, how methods
// compare.
#pragma once

#include "core/protocol/evaluate.h"
#include "core/protocol/rotate.h"

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// Names that projects keep studies under, each an object with "request" and "outcome". Of sweeps there is one a kind
/// of rotation, of sensitivities one a grain.
inline std::string sweep_study(const std::string& kind) { return "sweep " + kind; }
inline std::string sensitivity_study(const std::string& by) { return "sensitivity " + by; }
inline const char* const ablation_study = "ablation";

/// Quantizes one thing at a time and ranks them by what it costs.
struct SensitivityRequest {
  EvalRequest eval;         ///< its quant's bits are those that each thing alone gets; unset ones count as 4
  std::string by = "kind";  ///< kind (each site or linear in all layers), layer (all of one layer), each (a site or
                            ///< linear of one layer)
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SensitivityRequest, eval, by)

/// The partial result "sensitivity_row", and a row of the outcome.
struct SensitivityRow {
  std::string name;  ///< as --mixed takes it: "down_in", "3.w", "29.down_proj"
  int bits = 4;
  double perplexity = 0;
  double rise = 0;  ///< of the mean negative log-likelihood over the unquantized network's, nats a token
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SensitivityRow, name, bits, perplexity, rise)

struct SensitivityOutcome {
  double perplexity = 0;             ///< of the unquantized network
  std::vector<SensitivityRow> rows;  ///< the most sensitive first
  double seconds = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SensitivityOutcome, perplexity, rows, seconds)

/// R1 to R4 on and off in every combination.
struct AblationRequest {
  EvalRequest eval;  ///< its rotation's switches are replaced
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AblationRequest, eval)

/// The partial result "ablation_row", and a row of the outcome.
struct AblationRow {
  bool r1 = false, r2 = false, r3 = false, r4 = false;
  double perplexity = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AblationRow, r1, r2, r3, r4, perplexity)

struct AblationOutcome {
  std::vector<AblationRow> rows;  ///< from none to all, R4 changing fastest
  double seconds = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(AblationOutcome, rows, seconds)

/// The table method × scenario.
struct CompareRequest {
  EvalRequest eval;  ///< text, windows, tasks, runtime; its quant gives groups, symmetry and calibration
  TextSource learn;  ///< what rotations are learned on
  std::vector<std::string> scenarios = {"W4A16KV16", "W4A4KV16", "W4A4KV4"};
  std::vector<std::string> methods = {"rtn", "gptq", "quip", "quarot", "spinquant", "best"};
  int seeds = 1;        ///< of random and learned rotations: 0 … seeds − 1
  bool clips = true;    ///< a second figure with searched clip ratios, where activations are quantized
  int learn_steps = 0;  ///< 0: what the recipe says
  int learn_seq_len = 512;
  int learn_batch = 1;  ///< windows a step
  std::string project;  ///< rows are kept there; a second run goes on after them
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CompareRequest, eval, learn, scenarios, methods, seeds, clips,
                                                learn_steps, learn_seq_len, learn_batch, project)

/// The partial result "compare_row", and a row of the outcome.
struct CompareRow {
  std::string method, scenario;
  std::string clip;  ///< "1" or "searched"
  int seed = 0;
  bool applicable = true;  ///< whether the method is made for the scenario
  std::string reason;      ///< why not
  double perplexity = 0, standard_error = 0;
  std::map<std::string, TaskScore> tasks;
  double learn_seconds = 0;  ///< of the rotation
  double seconds = 0;        ///< of quantizing and measuring
  std::int64_t peak_memory_bytes = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CompareRow, method, scenario, clip, seed, applicable, reason,
                                                perplexity, standard_error, tasks, learn_seconds, seconds,
                                                peak_memory_bytes)

struct CompareOutcome {
  double unquantized_perplexity = 0;
  std::map<std::string, TaskScore> unquantized_tasks;
  std::vector<CompareRow> rows;
  int measured = 0;  ///< of them, in this run; the others were in the project
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(CompareOutcome, unquantized_perplexity, unquantized_tasks, rows,
                                                measured)

/// The table as Markdown: methods as rows, scenarios as columns, means over seeds; then tasks and costs.
[[nodiscard]] std::string compare_markdown(const CompareOutcome& outcome);
/// One line a row.
[[nodiscard]] std::string compare_csv(const CompareOutcome& outcome);

}  // namespace rotorscope
