#include "core/protocol/study.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <set>
#include <utility>

namespace rotorscope {
namespace {

std::string fixed(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", value >= 1000 ? 0 : digits, value);
  return text;
}

/// Mean and, of several, ± standard deviation.
std::string mean_text(const std::vector<double>& values, int digits) {
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const double v : values) mean += v / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  std::string text = fixed(mean, digits);
  if (values.size() > 1) text += " ± " + fixed(std::sqrt(squares / (n - 1)), digits);
  return text;
}

template <class Key>
std::vector<std::string> in_order(const std::vector<CompareRow>& rows, const Key& key) {
  std::vector<std::string> names;
  for (const CompareRow& row : rows) {
    if (std::find(names.begin(), names.end(), key(row)) == names.end()) names.push_back(key(row));
  }
  return names;
}

std::vector<const CompareRow*> rows_of(const CompareOutcome& outcome, const std::string& method,
                                       const std::string& scenario, const std::string& clip) {
  std::vector<const CompareRow*> rows;
  for (const CompareRow& row : outcome.rows) {
    if (row.method == method && row.scenario == scenario && row.clip == clip) rows.push_back(&row);
  }
  return rows;
}

std::string cell(const CompareOutcome& outcome, const std::string& method, const std::string& scenario,
                 const std::string& clip, const std::function<double(const CompareRow&)>& value, int digits) {
  std::vector<double> values;
  for (const CompareRow* row : rows_of(outcome, method, scenario, clip)) {
    if (!row->applicable) return "–";
    values.push_back(value(*row));
  }
  return values.empty() ? "" : mean_text(values, digits);
}

/// A table of one figure: methods as rows, scenarios as columns.
std::string table(const CompareOutcome& outcome, const std::string& clip,
                  const std::function<double(const CompareRow&)>& value, int digits) {
  const auto methods = in_order(outcome.rows, [](const CompareRow& row) { return row.method; });
  std::vector<std::string> scenarios;
  for (const std::string& scenario : in_order(outcome.rows, [](const CompareRow& row) { return row.scenario; })) {
    const bool any = std::any_of(outcome.rows.begin(), outcome.rows.end(), [&](const CompareRow& row) {
      return row.scenario == scenario && row.clip == clip && row.applicable;
    });
    if (any) scenarios.push_back(scenario);
  }
  if (scenarios.empty()) return "";
  std::string text = "| method |";
  std::string line = "|---|";
  for (const std::string& scenario : scenarios) {
    text += " " + scenario + " |";
    line += "---|";
  }
  text += "\n" + line + "\n";
  for (const std::string& method : methods) {
    text += "| " + method + " |";
    for (const std::string& scenario : scenarios) {
      text += " " + cell(outcome, method, scenario, clip, value, digits) + " |";
    }
    text += "\n";
  }
  return text;
}

std::string task_tables(const CompareOutcome& outcome) {
  std::set<std::string> names;
  for (const auto& [name, score] : outcome.unquantized_tasks) names.insert(name);
  std::string text;
  for (const std::string& name : names) {
    text +=
        "\n" + name + ", acc in % (unquantized " + fixed(100 * outcome.unquantized_tasks.at(name).acc, 1) + "):\n\n";
    text += table(
        outcome, "1",
        [&name](const CompareRow& row) {
          const auto found = row.tasks.find(name);
          return found == row.tasks.end() ? 0.0 : 100 * found->second.acc;
        },
        1);
  }
  return text;
}

}  // namespace

std::string compare_markdown(const CompareOutcome& outcome) {
  const auto perplexity_of = [](const CompareRow& row) { return row.perplexity; };
  std::string text = "Perplexity; unquantized " + fixed(outcome.unquantized_perplexity, 2) +
                     ". Means over seeds, ± standard deviation.\n\n";
  text += table(outcome, "1", perplexity_of, 2);
  const std::string searched = table(outcome, "searched", perplexity_of, 2);
  if (!searched.empty()) text += "\nWith clip ratios of activations and KV searched a site:\n\n" + searched;
  text += task_tables(outcome);
  text += "\nSeconds of learning the rotation:\n\n" +
          table(
              outcome, "1", [](const CompareRow& row) { return row.learn_seconds; }, 0);
  text += "\nSeconds of quantizing and measuring (weights that were made before are not counted again):\n\n" +
          table(
              outcome, "1", [](const CompareRow& row) { return row.seconds; }, 0);
  text += "\nPeak memory of the process so far, MiB:\n\n" +
          table(
              outcome, "1",
              [](const CompareRow& row) { return static_cast<double>(row.peak_memory_bytes) / 1048576.0; }, 0);
  return text;
}

std::string compare_csv(const CompareOutcome& outcome) {
  std::string text = "method,scenario,clip,seed,perplexity,standard_error,learn_seconds,seconds,peak_memory_bytes\n";
  for (const CompareRow& row : outcome.rows) {
    if (!row.applicable) continue;
    char line[256];
    std::snprintf(line, sizeof line, ",%d,%.6f,%.6f,%.2f,%.2f,%lld\n", row.seed, row.perplexity, row.standard_error,
                  row.learn_seconds, row.seconds, static_cast<long long>(row.peak_memory_bytes));
    text += row.method + "," + row.scenario + "," + row.clip + line;
  }
  return text;
}

}  // namespace rotorscope
