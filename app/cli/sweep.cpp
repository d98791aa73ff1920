#include "app/cli/eval_options.h"
#include "app/cli/terminal_reporter.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {

void add_sweep(CLI::App& app, Run& run) {
  struct Options {
    SweepRequest request;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  add_eval_options(app, o->request.eval);
  app.add_option("--kind", o->request.kind, "orthogonal or hadamard")
      ->check(CLI::IsMember({"orthogonal", "hadamard"}))
      ->capture_default_str();
  app.add_option("--seeds", o->request.seeds, "seeds 0 to N − 1 are tried")->check(above_zero())->capture_default_str();
  add_study_project(app, o->request.eval);
  add_common(app, o->request.eval.runtime, o->as_json);
  run = [o] {
    Workspace workspace;
    TerminalReporter report([](std::string_view kind, const nlohmann::json& body) {
      if (kind == "sweep_seed")
        std::fprintf(stderr, "seed %d: perplexity %.4f\n", body.at("seed").get<int>(),
                     body.at("perplexity").get<double>());
    });
    const auto outcome = sweep(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    const std::string text = outcome->kind + ": perplexity " + number(outcome->mean) + " ± " +
                             number(outcome->standard_deviation) + " over " +
                             std::to_string(outcome->perplexities.size()) + " seeds, " + number(outcome->minimum) +
                             " to " + number(outcome->maximum) + "\n";
    return print_result(o->as_json, *outcome, text);
  };
}

}  // namespace rotorscope::cli
