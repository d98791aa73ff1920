#include "app/cli/command.h"
#include "app/cli/terminal_reporter.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {
namespace {

/// What the contract names, and no empty "after".
nlohmann::json site_json(const SiteSummary& s) {
  nlohmann::json j = s.before;
  j["layer"] = s.layer;
  j["site"] = s.site;
  j["channels"] = s.channels;
  if (s.has_after) j["after"] = s.after;
  return j;
}

std::string table(const InspectOutcome& outcome) {
  char line[160];
  std::string text = "layer site      max |x|            outlier ratio      SQNR dB\n";
  for (const SiteSummary& s : outcome.sites) {
    const auto pair = [&s](double before, double after) {
      return number(before) + (s.has_after ? " → " + number(after) : "");
    };
    // "→" takes three bytes and one column
    const int wide = s.has_after ? 20 : 18;
    std::snprintf(line, sizeof line, "%5d %-9s %-*s %-*s %s\n", s.layer, s.site.c_str(), wide,
                  pair(s.before.absmax, s.after.absmax).c_str(), wide,
                  pair(s.before.outlier_ratio, s.after.outlier_ratio).c_str(),
                  pair(s.before.sqnr_own_db, s.after.sqnr_own_db).c_str());
    text += line;
  }
  return text;
}

}  // namespace

void add_inspect(CLI::App& app, Run& run) {
  struct Options {
    InspectRequest request;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  add_model(app, o->request.model);
  add_text(app, o->request.text);
  app.add_option("--tokens", o->request.tokens, "tokens of the text to look at, in windows of 512")
      ->capture_default_str();
  app.add_option("--project", o->request.project, "project file (HDF5) to write everything to");
  add_rotation(app, o->request.rotation);
  add_quant(app, o->request.quant);
  add_target(app, o->request.quant);
  add_common(app, o->request.runtime, o->as_json);
  run = [o] {
    o->request.rotation.seed = o->request.runtime.seed;
    Workspace workspace;
    TerminalReporter report;
    const auto outcome = inspect(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    nlohmann::json sites = nlohmann::json::array();
    for (const SiteSummary& s : outcome->sites) sites.push_back(site_json(s));
    return print_result(o->as_json, {{"sites", sites}, {"tokens", outcome->tokens}, {"seconds", outcome->seconds}},
                        table(*outcome));
  };
}

}  // namespace rotorscope::cli
