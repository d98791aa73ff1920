#include "app/cli/command.h"
#include "app/cli/terminal_reporter.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {

void add_logits(CLI::App& app, Run& run) {
  struct Options {
    LogitsRequest request;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  add_model(app, o->request.model);
  auto* input = app.add_option_group("input", "what the network reads");
  input->add_option("--ids", o->request.ids, "token ids, separated by commas")->delimiter(',');
  input->add_option("--text", o->request.text, "the text itself");
  input->require_option(1);
  app.add_option("--top", o->request.top, "how many of the largest logits are listed")->capture_default_str();
  app.add_option("--out", o->request.out,
                 "write the logits of all positions to this .safetensors file, float32 [tokens, vocabulary]");
  add_rotation(app, o->request.rotation);
  add_quant(app, o->request.quant);
  add_target(app, o->request.quant);
  add_common(app, o->request.runtime, o->as_json);
  run = [o] {
    o->request.rotation.seed = o->request.runtime.seed;
    Workspace workspace;
    TerminalReporter report;
    const auto outcome = logits_of(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    std::string text;
    for (const TokenLogit& t : outcome->top)
      text += std::to_string(t.id) + "\t" + number(t.logit) + "\t" + t.token + "\n";
    nlohmann::json result = *outcome;
    if (outcome->logits_file.empty()) result.erase("logits_file");
    return print_result(o->as_json, result, text);
  };
}

}  // namespace rotorscope::cli
