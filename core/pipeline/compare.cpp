// The table method × scenario: every cell an evaluation, kept in the project as soon as it is measured.
#include "core/pipeline/guard.h"
#include "core/pipeline/measured.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/project_io.h"

#include <algorithm>
#include <filesystem>
#include <numeric>

namespace rotorscope {
namespace {

constexpr const char* study_name = "compare";

bool is_learned(const std::string& method) { return method == "spinquant" || method == "best"; }
bool is_random(const std::string& method) { return method == "quarot" || method == "quip" || method == "quip-e8"; }

Status check(const CompareRequest& request) {
  for (const std::string& method : request.methods) {
    const auto known = {"rtn", "gptq", "quip", "quip-e8", "quarot", "spinquant", "best"};
    if (std::find(known.begin(), known.end(), method) == known.end()) {
      return fail("there is no method \"" + method + "\"", "--methods",
                  "choose from rtn, gptq, quip, quip-e8, quarot, spinquant, best");
    }
  }
  for (const std::string& scenario : request.scenarios) {
    QuantSpec quant;
    if (!apply_scheme(scenario, quant) || quantizes_nothing(quant)) {
      return fail(scenario + " is no scenario", "--scenarios", "write for example W4A16KV16 or W4A4KV4");
    }
  }
  if (request.seeds < 1) return fail("at least one seed is needed", "--seeds", "choose 1 or more");
  if (request.project.empty()) return fail("a project is needed to keep the rows", "--project", "name an .h5 file");
  return {};
}

class Comparison {
 public:
  Comparison(Workspace& workspace, const CompareRequest& request, Reporter& report, const std::stop_token& stop)
      : workspace_(workspace), request_(request), report_(report), stop_(stop) {}

  Result<CompareOutcome> operator()() {
    ROTOR_CHECK(check(request_));
    ROTOR_TRY(const auto model, workspace_.model(request_.eval.model));
    ROTOR_TRY(project_, open_or_create_project(request_.project, model->info));
    ROTOR_CHECK(read_known());
    ROTOR_CHECK(measure_unquantized());
    for (const std::string& method : request_.methods) {
      const int seeds = is_learned(method) || is_random(method) ? request_.seeds : 1;
      for (int seed = 0; seed < seeds; ++seed) {
        // Scenarios innermost: weights that GPTQ has made once serve all of them.
        for (const std::string& scenario : request_.scenarios) ROTOR_CHECK(cell(method, scenario, seed));
      }
    }
    return std::move(outcome_);
  }

 private:
  /// What all rows depend on; rows of other settings are measured again.
  [[nodiscard]] nlohmann::json settings() const {
    EvalRequest eval = request_.eval;
    eval.project.clear();
    eval.runtime.threads = 0;
    eval.runtime.memory = 0;
    return {{"eval", eval},
            {"learn", request_.learn},
            {"learn_steps", request_.learn_steps},
            {"learn_seq_len", request_.learn_seq_len},
            {"learn_batch", request_.learn_batch}};
  }

  Status read_known() {
    ROTOR_TRY(const nlohmann::json study, project_->read_study(study_name));
    if (!study.is_object() || study.value("settings", nlohmann::json()) != settings()) return {};
    ROTOR_TRY(known_, decode<CompareOutcome>(study.value("outcome", nlohmann::json::object()), study_name));
    return {};
  }

  Status keep() {
    // Rows of methods that were not asked for this time stay known.
    CompareOutcome all = outcome_;
    for (const CompareRow& row : known_.rows) {
      if (find(all.rows, row) == nullptr) all.rows.push_back(row);
    }
    return project_->write_study(study_name, {{"settings", settings()}, {"outcome", all}});
  }

  static const CompareRow* find(const std::vector<CompareRow>& rows, const CompareRow& wanted) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const CompareRow& row) {
      return row.method == wanted.method && row.scenario == wanted.scenario && row.seed == wanted.seed &&
             row.clip == wanted.clip;
    });
    return found == rows.end() ? nullptr : &*found;
  }

  Status measure_unquantized() {
    if (known_.unquantized_perplexity > 0) {
      outcome_.unquantized_perplexity = known_.unquantized_perplexity;
      outcome_.unquantized_tasks = known_.unquantized_tasks;
      return {};
    }
    report_.log("Unquantized");
    EvalRequest eval = request_.eval;
    eval.rotation = {};
    eval.quant = {};
    ROTOR_TRY(const EvalOutcome one, measured(workspace_, eval, report_, stop_));
    outcome_.unquantized_perplexity = one.perplexity;
    outcome_.unquantized_tasks = one.tasks;
    return keep();
  }

  Status cell(const std::string& method, const std::string& scenario, int seed) {
    CompareRow row;
    row.method = method;
    row.scenario = scenario;
    row.seed = seed;
    row.clip = "1";
    QuantSpec quant = request_.eval.quant;
    if (!apply_scheme(scenario, quant)) return fail(scenario + " is no scenario", "--scenarios");
    row.reason = misfit(method, quant);
    row.applicable = row.reason.empty();
    if (!row.applicable) {
      outcome_.rows.push_back(row);
      return {};
    }
    const bool with_clips = request_.clips && quantizes_activations(quant);
    for (const bool searched : {false, true}) {
      if (searched && !with_clips) continue;
      row.clip = searched ? "searched" : "1";
      if (const CompareRow* known = find(known_.rows, row)) {
        outcome_.rows.push_back(*known);
        continue;
      }
      report_.log(method + ", " + scenario + (seed > 0 ? ", seed " + std::to_string(seed) : "") +
                  (searched ? ", clip ratios searched" : ""));
      ROTOR_CHECK(measure_row(quant, searched, row));
      outcome_.rows.push_back(row);
      ++outcome_.measured;
      report_.partial("compare_row", row);
      ROTOR_CHECK(keep());
    }
    return {};
  }

  /// Why a method has no figure in a scenario; empty where it has.
  static std::string misfit(const std::string& method, const QuantSpec& quant) {
    if (method.starts_with("quip") && quantizes_activations(quant)) return "rotates weights only";
    if (method == "quip-e8" && quant.w_bits != 2) return "has 2 bits a weight";
    if ((method == "gptq" || method.starts_with("quip")) && quant.w_bits >= 16) return "weights are not quantized";
    return {};
  }

  Status measure_row(QuantSpec quant, bool searched, CompareRow& row) {
    EvalRequest eval = request_.eval;
    quant.w_method = row.method == "rtn" ? "rtn" : "gptq";
    quant.clip_search = searched;
    if (row.method == "quip-e8") quant.w_grid = "e8";
    eval.quant = quant;
    eval.project.clear();
    eval.rotation = {};
    eval.rotation.seed = static_cast<std::uint64_t>(row.seed);
    if (row.method == "quarot") eval.rotation.source = "hadamard";
    if (row.method == "quip") eval.rotation.source = "quip";
    if (row.method == "quip-e8") eval.rotation.source = "quip-hadamard";
    if (is_learned(row.method)) {
      ROTOR_TRY(eval.rotation.source, learned(row, quant));
    }
    ROTOR_TRY(const EvalOutcome one, measured(workspace_, eval, report_, stop_));
    row.perplexity = one.perplexity;
    row.standard_error = one.standard_error;
    row.tasks = one.tasks;
    row.seconds = one.seconds;
    row.peak_memory_bytes = one.peak_memory_bytes;
    return {};
  }

  /// The project that holds the rotation learned for these activation bits, learned now where it is not there.
  Result<std::string> learned(CompareRow& row, const QuantSpec& quant) {
    LearnRequest request;
    request.runtime = request_.eval.runtime;
    request.runtime.seed = static_cast<std::uint64_t>(row.seed);
    request.model = request_.eval.model;
    request.text = request_.learn;
    request.recipe = row.method;
    request.rotation.source = "hadamard";
    request.rotation.seed = static_cast<std::uint64_t>(row.seed);
    request.steps = row.method == "spinquant" ? request_.learn_steps : 0;
    request.seq_len = request_.learn_seq_len;
    request.batch = request_.learn_batch;
    request.quant = quant;
    request.quant.w_bits = 16;
    request.quant.clip_search = false;
    const std::string bits = quantizes_activations(request.quant) ? scheme_name(request.quant) : "W16A4KV4";
    std::filesystem::path path = request_.project;
    path.replace_extension();
    path += "." + row.method + "-" + bits + "-seed" + std::to_string(row.seed) + ".h5";
    request.project = path.string();
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
      ROTOR_TRY(const ProjectFile known, ProjectFile::open(path));
      ROTOR_TRY(const ProjectContents contents, known.contents());
      for (const LearnRun& run : contents.runs) {
        if (!run.finished) continue;
        row.learn_seconds = std::accumulate(run.steps.begin(), run.steps.end(), 0.0,
                                            [](double sum, const LearnStep& step) { return sum + step.seconds; });
        return path.string();
      }
      request.resume = !contents.runs.empty();
    }
    ROTOR_TRY(const LearnOutcome outcome, learn(workspace_, request, report_, stop_));
    row.learn_seconds = outcome.seconds;
    return path.string();
  }

  Workspace& workspace_;
  const CompareRequest& request_;
  Reporter& report_;
  const std::stop_token& stop_;
  std::optional<ProjectFile> project_;
  CompareOutcome known_, outcome_;
};

}  // namespace

Result<CompareOutcome> compare(Workspace& workspace, const CompareRequest& request, Reporter& report,
                               const std::stop_token& stop) {
  return guarded("compare", [&] { return Comparison(workspace, request, report, stop)(); });
}

}  // namespace rotorscope
