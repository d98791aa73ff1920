#include "app/cli/eval_options.h"
#include "app/cli/terminal_reporter.h"
#include "core/base/files.h"
#include "core/pipeline/operations.h"

#include <cstdio>
#include <filesystem>

namespace rotorscope::cli {
namespace {

std::string line_of(const SensitivityRow& row) {
  char text[160];
  std::snprintf(text, sizeof text, "%-14s %2d bits  perplexity %-10.4f  +%.4f nats a token\n", row.name.c_str(),
                row.bits, row.perplexity, row.rise);
  return text;
}

std::string line_of(const AblationRow& row) {
  const auto mark = [](bool on, const char* name) { return std::string(on ? name : "--"); };
  return mark(row.r1, "R1") + " " + mark(row.r2, "R2") + " " + mark(row.r3, "R3") + " " + mark(row.r4, "R4") +
         "  perplexity " + number(row.perplexity) + "\n";
}

/// The answer file, Markdown or, by its name, CSV.
Status write_table(const std::string& path, const CompareOutcome& outcome) {
  if (path.empty()) return {};
  const bool csv = std::filesystem::path(path).extension() == ".csv";
  return write_file(path, csv ? compare_csv(outcome) : compare_markdown(outcome));
}

}  // namespace

void add_sensitivity(CLI::App& app, Run& run) {
  struct Options {
    SensitivityRequest request;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  EvalRequest& eval = o->request.eval;
  add_eval_options(app, eval);
  add_rotation(app, eval.rotation);
  app.add_option(
         "--by", o->request.by,
         "what is quantized alone: kind (a site or linear in all layers), layer (all of a layer), each (a site or "
         "linear of one layer)")
      ->check(CLI::IsMember({"kind", "layer", "each"}))
      ->capture_default_str();
  add_study_project(app, eval);
  add_common(app, eval.runtime, o->as_json);
  run = [o] {
    o->request.eval.rotation.seed = o->request.eval.runtime.seed;
    Workspace workspace;
    TerminalReporter report([](std::string_view kind, const nlohmann::json& body) {
      if (kind == "sensitivity_row") std::fputs(line_of(body.get<SensitivityRow>()).c_str(), stderr);
    });
    const auto outcome = sensitivity(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    std::string text = "perplexity " + number(outcome->perplexity) + " unquantized; the most sensitive first:\n";
    for (const SensitivityRow& row : outcome->rows) text += line_of(row);
    return print_result(o->as_json, *outcome, text);
  };
}

void add_ablate(CLI::App& app, Run& run) {
  struct Options {
    AblationRequest request;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  EvalRequest& eval = o->request.eval;
  add_eval_options(app, eval);
  eval.rotation.source = "hadamard";
  app.add_option("--rotation", eval.rotation.source, "hadamard, orthogonal, a project .h5, a .safetensors or an R.bin")
      ->capture_default_str();
  add_study_project(app, eval);
  add_common(app, eval.runtime, o->as_json);
  run = [o] {
    o->request.eval.rotation.seed = o->request.eval.runtime.seed;
    Workspace workspace;
    TerminalReporter report([](std::string_view kind, const nlohmann::json& body) {
      if (kind == "ablation_row") std::fputs(line_of(body.get<AblationRow>()).c_str(), stderr);
    });
    const auto outcome = ablate(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    std::string text;
    for (const AblationRow& row : outcome->rows) text += line_of(row);
    return print_result(o->as_json, *outcome, text);
  };
}

void add_compare(CLI::App& app, Run& run) {
  struct Options {
    CompareRequest request;
    std::string out;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  CompareRequest& r = o->request;
  add_eval_options(app, r.eval);
  add_tasks(app, r.eval);
  app.add_option("--scenarios", r.scenarios, "bits to compare at, e.g. W4A16KV16 W4A4KV4")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option(
         "--methods", r.methods,
         "rtn, gptq, quip and quip-e8 (weights only), quarot (random Hadamard), spinquant (the paper's recipe), "
         "best (ours); all but rtn with GPTQ")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--seeds", r.seeds, "seeds 0 to N − 1 of random and learned rotations")
      ->check(above_zero())
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--clips", [&r](const std::string& text) { r.clips = text == "on"; },
         "a second figure with the clip ratio of each site searched")
      ->check(CLI::IsMember({"on", "off"}))
      ->default_str("on");
  app.add_option("--learn-text", r.learn.file,
                 "text that rotations are learned on; else the prose that setup installed");
  app.add_option("--learn-ids", r.learn.ids_file, "token ids instead")->excludes("--learn-text");
  app.add_option("--learn-steps", r.learn_steps, "steps of spinquant; 0: what its recipe says (100)")
      ->check(zero_or_more())
      ->capture_default_str();
  app.add_option("--learn-seq-len", r.learn_seq_len, "tokens a window of spinquant")
      ->check(above_zero())
      ->capture_default_str();
  app.add_option("--learn-batch", r.learn_batch, "windows a step of spinquant")
      ->check(above_zero())
      ->capture_default_str();
  app.add_option("--project", r.project, "project file (HDF5) that keeps the rows; a second run goes on after them")
      ->required();
  app.add_option("--out", o->out, "also write the table there, as Markdown or, where the name ends in .csv, as CSV");
  add_common(app, r.eval.runtime, o->as_json);
  run = [o] {
    Workspace workspace;
    TerminalReporter report([](std::string_view kind, const nlohmann::json& body) {
      if (kind != "compare_row") return;
      const auto row = body.get<CompareRow>();
      std::fprintf(stderr, "%s %s clip %s seed %d: perplexity %.4f in %.0f s\n", row.method.c_str(),
                   row.scenario.c_str(), row.clip.c_str(), row.seed, row.perplexity, row.seconds);
    });
    const auto outcome = compare(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    if (const Status written = write_table(o->out, *outcome); !written) return report_error(written.error());
    return print_result(o->as_json, *outcome, compare_markdown(*outcome));
  };
}

}  // namespace rotorscope::cli
