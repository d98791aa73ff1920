#include "app/cli/eval_options.h"
#include "app/cli/terminal_reporter.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {
namespace {

std::string summary(const EvalOutcome& o) {
  char text[256];
  std::snprintf(text, sizeof text, "perplexity %.4f ± %.2f over %lld tokens, %.1f s, %.0f MiB at most\n", o.perplexity,
                o.standard_error, static_cast<long long>(o.tokens), o.seconds,
                static_cast<double>(o.peak_memory_bytes) / 1048576.0);
  std::string all = text;
  if (o.compared) {
    std::snprintf(text, sizeof text, "KL divergence from the original %.4f nats a token, top-1 agreement %.1f %%\n",
                  o.kl, 100 * o.top1_agreement);
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
  return j;
}

}  // namespace

void add_eval_options(CLI::App& app, EvalRequest& request) {
  add_model(app, request.model);
  add_text(app, request.text);
  app.add_option("--seq-len", request.seq_len, "tokens a window")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--windows", request.windows, "windows to measure, from the start of the text; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--protocol", request.protocol,
                 "spinquant: every token from a window's second on; llama.cpp: BOS, second halves only")
      ->check(CLI::IsMember({"spinquant", "llama.cpp"}))
      ->capture_default_str();
  add_quant(app, request.quant);
  add_target(app, request.quant);
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
