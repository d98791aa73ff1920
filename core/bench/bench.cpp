#include "core/bench/bench.h"

#include "core/bench/cases.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/runtime.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace rotorscope {
namespace {

std::vector<BenchCase> all_cases() {
  std::vector<BenchCase> all;
  for (const auto& group : {kernel_cases(), cayley_cases(), network_cases(), opening_cases()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

bool fits(const BenchCase& one, const std::string& word) { return one.name.find(word) != std::string::npos; }

Result<std::vector<BenchCase>> chosen_cases(const std::vector<std::string>& only) {
  std::vector<BenchCase> cases = all_cases();
  for (const std::string& word : only) {
    if (std::none_of(cases.begin(), cases.end(), [&](const BenchCase& one) { return fits(one, word); })) {
      std::string names;
      for (const BenchCase& one : cases) names += (names.empty() ? "" : ", ") + one.name;
      return fail("no row's name holds \"" + word + "\"", "--only", "choose a part of one of these: " + names);
    }
  }
  if (!only.empty()) {
    std::erase_if(cases, [&](const BenchCase& one) {
      return std::none_of(only.begin(), only.end(), [&](const std::string& word) { return fits(one, word); });
    });
  }
  return cases;
}

Result<BenchRow> measure(const BenchCase& one, const BenchContext& context) {
  BenchRow row;
  row.name = one.name;
  row.work = one.work;
  row.against = one.against;
  row.goal = one.goal.text();
  ROTOR_TRY(const PreparedCase prepared, one.prepare(context));
  row.reason = prepared.reason;
  if (!row.reason.empty()) return row;
  ROTOR_TRY(const auto pairs, measure_in_turns(prepared.pair, context.request.seconds, context.stop));
  fill_in(row, one.goal, pairs);
  return row;
}

}  // namespace

Result<BenchOutcome> bench(Workspace& workspace, const BenchRequest& request, Reporter& report,
                           const std::stop_token& stop) {
  return guarded("bench", [&]() -> Result<BenchOutcome> {
    if (!(request.seconds > 0)) return fail("the time to measure a row must be above 0 s", "--seconds");
    if (request.runtime.device != "auto" && request.runtime.device != "cpu") {
      return fail("the limits of the processor are measured, not those of " + request.runtime.device, "--device",
                  "choose auto or cpu");
    }
    ROTOR_TRY(const std::vector<BenchCase> cases, chosen_cases(request.only));
    ROTOR_CHECK(apply_runtime(request.runtime));
    at::manual_seed(request.runtime.seed);
    BenchOutcome outcome;
    outcome.threads = at::get_num_threads();
    const BenchContext context{workspace, request, report, stop};
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (stop.stop_requested()) throw Cancelled{};
      report.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(cases.size()), "Measuring");
      ROTOR_TRY(BenchRow row, measure(cases[i], context));
      report.partial("bench_row", row);
      outcome.rows.push_back(std::move(row));
    }
    return outcome;
  });
}

std::vector<std::string> bench_names() {
  std::vector<std::string> names;
  for (const BenchCase& one : all_cases()) names.push_back(one.name);
  return names;
}

}  // namespace rotorscope
