// rotor demo: the whole chain on the sample model with small numbers, and a report of it.
#include "app/cli/command.h"
#include "app/cli/demo_chain.h"
#include "app/cli/report/page.h"
#include "app/cli/terminal_reporter.h"

#include <filesystem>

namespace rotorscope::cli {
namespace {

Status make_folder(const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem)
    return fail("the folder cannot be made: " + problem.message(), folder.string(), "choose another with --out");
  if (!std::filesystem::is_directory(folder))
    return fail("this is not a folder", folder.string(), "choose another with --out");
  return {};
}

/// Runs it all. A stop request between two parts counts like one inside them.
Result<nlohmann::json> demo(const DemoSettings& settings, Reporter& report, std::string& summary) {
  ROTOR_CHECK(make_folder(settings.out));
  ROTOR_TRY(const DemoResults results, run_demo(settings, report, stop_token()));
  if (stop_token().stop_requested()) return tl::unexpected<Error>(Error::cancellation());
  ROTOR_TRY(const std::filesystem::path page, write_report(settings, results));

  nlohmann::json rows = nlohmann::json::array();
  for (const DemoMeasurement& m : results.measurements) {
    rows.push_back(
        {{"network", m.what}, {"perplexity", m.outcome.perplexity}, {"standard_error", m.outcome.standard_error}});
    summary += m.what + ": perplexity " + number(m.outcome.perplexity) + "\n";
  }
  summary += "Done in " + number(results.seconds) + " s. The report is in " + page.string() + "\n";
  return nlohmann::json{{"report", page.string()},
                        {"rows", rows},
                        {"worst_site", {{"layer", results.worst.layer}, {"site", results.worst.site}}},
                        {"invariance_error", results.exported.invariance_error},
                        {"verified", results.exported.verified},
                        {"seconds", results.seconds}};
}

}  // namespace

void add_demo(CLI::App& app, Run& run) {
  struct Options {
    DemoSettings settings;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  app.add_option("--out", o->settings.out, "folder for the report, its pictures and the exported model")
      ->capture_default_str();
  add_common(app, o->settings.runtime, o->as_json);
  run = [o] {
    TerminalReporter report;
    std::string summary;
    const auto outcome = demo(o->settings, report, summary);
    report.clear();
    if (!outcome) return report_error(outcome.error());
    return print_result(o->as_json, *outcome, summary);
  };
}

}  // namespace rotorscope::cli
