// rotor bench: how far our own work is from the limits that this machine sets, measured side by side.
#include "core/bench/bench.h"

#include "app/cli/command.h"
#include "app/cli/terminal_reporter.h"

#include <algorithm>
#include <cstdio>

namespace rotorscope::cli {
namespace {

/// Columns of a terminal that UTF-8 text takes; the table has no wide or combining characters.
std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t columns) {
  const std::size_t used = columns_of(text);
  return text + std::string(used < columns ? columns - used : 0, ' ');
}

std::string table(const std::vector<BenchRow>& rows) {
  std::size_t work = 4;
  std::size_t against = 7;
  for (const BenchRow& row : rows) {
    work = std::max(work, columns_of(row.work));
    against = std::max(against, columns_of(row.against));
  }
  std::string text = padded("work", work) + "  " + padded("against", against) + "  ratio    goal    met\n";
  for (const BenchRow& row : rows) {
    text += padded(row.work, work) + "  " + padded(row.against, against) + "  ";
    if (row.pairs == 0) {
      text += "not measured: " + row.reason + "\n";
      continue;
    }
    const std::string met = row.goal_met ? "yes" : "no";
    text += padded(number(row.ratio), 7) + "  " + padded(row.goal, 6) + "  " + (row.goal.empty() ? "–" : met) + "\n";
  }
  return text;
}

/// A row that was not measured has no ratio; neither it nor one without a goal can meet one.
nlohmann::json result_of(const BenchOutcome& outcome) {
  nlohmann::json j = outcome;
  for (nlohmann::json& row : j["rows"]) {
    if (row["pairs"] == 0 || row["goal"].get_ref<const std::string&>().empty()) row["goal_met"] = nullptr;
    if (row["pairs"] != 0) {
      row.erase("reason");
      continue;
    }
    row["ratio"] = nullptr;
    row["ours_seconds"] = nullptr;
    row["limit_seconds"] = nullptr;
  }
  return j;
}

int print_names(bool as_json) {
  const std::vector<std::string> names = bench_names();
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return print_result(as_json, {{"names", names}}, text);
}

}  // namespace

void add_bench(CLI::App& app, Run& run) {
  struct Options {
    BenchRequest request;
    bool as_json = false;
    bool list = false;
  };
  auto o = std::make_shared<Options>();
  app.add_option("MODEL", o->request.model, "a GGUF file, a Hugging Face folder, or `sample`")->capture_default_str();
  add_text(app, o->request.text);
  app.add_option("--only", o->request.only,
                 "rows whose name holds this, e.g. hadamard, cayley or open; can be repeated")
      ->allow_extra_args(false);
  app.add_option("--seconds", o->request.seconds, "how long to measure a row, without its preparation")
      ->check(above_zero())
      ->capture_default_str();
  app.add_flag("--list", o->list, "print the rows' names and measure nothing");
  add_common(app, o->request.runtime, o->as_json);
  run = [o] {
    if (o->list) return print_names(o->as_json);
    Workspace workspace;
    TerminalReporter report;
    const auto outcome = bench(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    return print_result(o->as_json, result_of(*outcome), table(outcome->rows));
  };
}

}  // namespace rotorscope::cli
