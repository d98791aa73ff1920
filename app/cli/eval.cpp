#include "app/cli/eval_options.h"
#include "app/cli/terminal_reporter.h"
#include "core/eval/tasks/formats.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {
namespace {

std::string summary(const EvalOutcome& o) {
  char text[256];
  std::string all;
  if (o.tokens > 0) {
    std::snprintf(text, sizeof text, "perplexity %.4f ± %.2f over %lld tokens, %.1f s, %.0f MiB at most\n",
                  o.perplexity, o.standard_error, static_cast<long long>(o.tokens), o.seconds,
                  static_cast<double>(o.peak_memory_bytes) / 1048576.0);
    all = text;
  }
  if (o.compared) {
    std::snprintf(text, sizeof text, "KL divergence from the original %.4f nats a token, top-1 agreement %.1f %%\n",
                  o.kl, 100 * o.top1_agreement);
    all += text;
  }
  for (const auto& [name, score] : o.tasks) {
    std::snprintf(text, sizeof text, "%s: acc %.2f ± %.2f %%, acc_norm %.2f ± %.2f %%, %d questions\n", name.c_str(),
                  100 * score.acc, 100 * score.acc_stderr, 100 * score.acc_norm, 100 * score.acc_norm_stderr, score.n);
    all += text;
  }
  return all;
}

/// Only what was measured.
nlohmann::json result_of(const EvalOutcome& outcome) {
  nlohmann::json j = outcome;
  if (!outcome.compared) {
    j.erase("kl");
    j.erase("top1_agreement");
  }
  j.erase("compared");
  if (outcome.tasks.empty()) j.erase("tasks");
  if (outcome.tokens == 0) {
    for (const char* key : {"perplexity", "standard_error", "tokens", "pass_seconds"}) j.erase(key);
  }
  return j;
}

}  // namespace

void add_eval_options(CLI::App& app, EvalRequest& request) {
  add_model(app, request.model);
  add_text(app, request.text);
  app.add_option("--seq-len", request.seq_len, "tokens a window")->check(above_zero())->capture_default_str();
  app.add_option("--windows", request.windows, "windows to measure, from the start of the text; 0: all")
      ->check(zero_or_more())
      ->capture_default_str();
  app.add_option("--protocol", request.protocol,
                 "spinquant: every token from a window's second on; llama.cpp: BOS, second halves only")
      ->check(CLI::IsMember({"spinquant", "llama.cpp"}))
      ->capture_default_str();
  add_quant(app, request.quant);
  add_target(app, request.quant);
}

void add_study_project(CLI::App& app, EvalRequest& request) {
  app.add_option("--project", request.project, "project file (HDF5) that keeps what is found");
}

void add_tasks(CLI::App& app, EvalRequest& request) {
  const std::string group = "Zero-shot tasks";
  app.add_option("--tasks", request.tasks,
                 "NAME=FILE[,LABELS]: a task's JSONL file, and its answers if they stand in a second one; several "
                 "allowed. Names: " +
                     task_names())
      ->check([](const std::string& text) {
        return text.find('=') == std::string::npos ? "\"" + text + "\" is not like NAME=FILE[,LABELS]" : std::string();
      })
      ->group(group);
  app.add_option("--limit", request.limit, "questions a task, from the start of its file; 0: all")
      ->check(zero_or_more())
      ->capture_default_str()
      ->group(group);
  app.add_option_function<std::string>(
         "--perplexity", [&request](const std::string& text) { request.perplexity = text == "on"; },
         "off: measure the tasks alone")
      ->check(CLI::IsMember({"on", "off"}))
      ->default_str("on")
      ->group(group);
}

void add_eval(CLI::App& app, Run& run) {
  struct Options {
    EvalRequest request;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  add_eval_options(app, o->request);
  add_rotation(app, o->request.rotation);
  app.add_flag("--compare", o->request.compare, "also KL divergence and top-1 agreement with the unquantized original");
  add_tasks(app, o->request);
  app.add_option("--project", o->request.project, "project file (HDF5) whose table of evaluations gets a row");
  add_common(app, o->request.runtime, o->as_json);
  run = [o] {
    o->request.rotation.seed = o->request.runtime.seed;
    Workspace workspace;
    TerminalReporter report;
    const auto outcome = evaluate(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    return print_result(o->as_json, result_of(*outcome), summary(*outcome));
  };
}

}  // namespace rotorscope::cli
