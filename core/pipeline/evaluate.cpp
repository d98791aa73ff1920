#include "core/base/mapped_watch.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/measured.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/project_io.h"
#include "core/pipeline/runtime.h"
#include "core/pipeline/target_rules.h"
#include "core/pipeline/task_runs.h"
#include "core/protocol/part_reporter.h"
#include "core/protocol/target.h"

#include <chrono>
#include <cmath>

#include <ATen/ATen.h>
#include <sys/resource.h>

namespace rotorscope {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

Result<PerplexityOptions> options_of(Workspace& workspace, const OpenModel& model, const EvalRequest& request) {
  PerplexityOptions options;
  options.seq_len = request.seq_len;
  options.windows = request.windows;
  if (request.windows < 0) return fail("the number of windows must be 0 (all) or more", "--windows", "choose another");
  if (request.protocol == "llama.cpp") {
    options.second_half_only = true;
    // Without a tokenizer (token ids given) nothing says that the model wants a BOS.
    if (const auto tokenizer = workspace.tokenizer(model); tokenizer && (*tokenizer)->adds_bos()) {
      options.first_token = (*tokenizer)->bos();
    }
  } else if (request.protocol != "spinquant") {
    return fail("there is no protocol \"" + request.protocol + "\"", "--protocol", "choose spinquant or llama.cpp");
  }
  return options;
}

Status check_measures(const EvalRequest& request) {
  if (request.perplexity) return {};
  if (request.tasks.empty()) {
    return fail("nothing is to be measured", "--perplexity off", "name tasks with --tasks, or leave perplexity on");
  }
  if (request.compare) {
    return fail("KL divergence and agreement are measured on perplexity's windows", "--compare --perplexity off",
                "leave perplexity on, or leave --compare out");
  }
  return {};
}

}  // namespace

Result<EvalOutcome> measured(Workspace& workspace, const EvalRequest& request, Reporter& report,
                             const std::stop_token& stop) {
  const auto begin = Clock::now();
  ROTOR_CHECK(apply_runtime(request.runtime));
  ROTOR_CHECK(check_measures(request));
  ROTOR_TRY(const auto model, workspace.model(request.model));
  ROTOR_TRY(const auto tasks, read_tasks(workspace, *model, request, stop));
  ROTOR_TRY(const PerplexityOptions options, options_of(workspace, *model, request));
  const RotationSpec rotation = on_target(request.rotation, request.quant.target);
  ROTOR_CHECK(check_target_rules(request.quant, rotation, model->checkpoint->config()));
  ROTOR_TRY(const RotationSet set, workspace.rotation(rotation, model->checkpoint->config()));
  at::Tensor ids;
  if (request.perplexity) {
    ROTOR_TRY(ids, workspace.ids(*model, request.text, Workspace::Prose::evaluation));
  }
  Passes passes{std::max<std::int64_t>(request.perplexity ? request.seq_len : 0, pass_tokens(tasks))};
  const auto run = [&]() -> Result<EvalOutcome> {
    ROTOR_TRY(const auto network,
              prepare_network(workspace, *model, set, request.quant, request.runtime, passes, report, stop));
    std::unique_ptr<PreparedNetwork> original;
    if (request.compare) {
      RuntimeOptions same = request.runtime;  // both in one type, whatever fits beside the first
      same.dtype = network->network().dtype() == at::kBFloat16 ? "bf16" : "f32";
      ROTOR_TRY(original, prepare_network(workspace, *model, RotationSet{}, QuantSpec{}, same, passes, report, stop));
    }
    const auto pass_begin = Clock::now();
    const auto seen = [&](const EvalPartial& partial) {
      report.advance(partial.windows_done, partial.windows_total, "Measuring perplexity");
      report.partial("eval_partial", partial);
      report.wait_while_paused(stop);
    };
    EvalOutcome outcome;
    if (request.perplexity) {
      ROTOR_TRY(outcome, perplexity(network->runnable(), original ? std::optional(original->runnable()) : std::nullopt,
                                    ids.to(network->network().device()), options, seen, stop));
      outcome.pass_seconds = std::chrono::duration<double>(Clock::now() - pass_begin).count();
    }
    outcome.tasks = run_tasks(network->runnable(), tasks, report, stop);
    outcome.quantize_seconds = network->quantize_seconds();
    return outcome;
  };
  ROTOR_TRY(EvalOutcome outcome, with_less_memory(run, [&]() -> Result<EvalOutcome> {
              // A window cannot be halved, but the weights can stay on the host.
              passes.stream = true;
              report.log("The GPU's memory is not enough: once more, with the weights brought to it a block at a time");
              ROTOR_TRY(const at::Device device, working_device(request.runtime, report));
              empty_cache(device);
              return run();
            }));
  ROTOR_CHECK(check_unchanged(model->checkpoint->weight_files()));
  outcome.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  outcome.peak_memory_bytes = peak_memory_bytes();
  return outcome;
}

Result<EvalOutcome> evaluate(Workspace& workspace, const EvalRequest& request, Reporter& report,
                             const std::stop_token& stop) {
  return guarded("eval", [&]() -> Result<EvalOutcome> {
    ROTOR_TRY(const EvalOutcome outcome, measured(workspace, request, report, stop));
    const EvalRow row{request, outcome, utc_now()};
    workspace.keep_evaluation(row);
    if (!request.project.empty()) {
      ROTOR_TRY(const auto model, workspace.model(request.model));
      ROTOR_TRY(ProjectFile project, open_or_create_project(request.project, model->info));
      ROTOR_CHECK(project.append_evaluation(row));
    }
    return outcome;
  });
}

Result<SweepOutcome> sweep(Workspace& workspace, const SweepRequest& request, Reporter& report,
                           const std::stop_token& stop) {
  return guarded("sweep", [&]() -> Result<SweepOutcome> {
    if (request.seeds < 1) return fail("at least one seed is needed", "--seeds", "choose 1 or more");
    if (request.kind != "orthogonal" && request.kind != "hadamard") {
      return fail("there is no random rotation \"" + request.kind + "\"", "--kind", "choose orthogonal or hadamard");
    }
    const auto begin = Clock::now();
    SweepOutcome outcome;
    outcome.kind = request.kind;
    PartReporter parts(report, "Seed", request.seeds);
    for (int seed = 0; seed < request.seeds; ++seed) {
      parts.begin_part();
      EvalRequest eval = request.eval;
      eval.project.clear();
      eval.rotation.source = request.kind;
      eval.rotation.seed = static_cast<std::uint64_t>(seed);
      ROTOR_TRY(const EvalOutcome one, measured(workspace, eval, parts, stop));
      outcome.perplexities.push_back(one.perplexity);
      report.partial("sweep_seed", SweepSeed{seed, one.perplexity});
    }
    const auto n = static_cast<double>(outcome.perplexities.size());
    for (const double p : outcome.perplexities) outcome.mean += p / n;
    for (const double p : outcome.perplexities) outcome.standard_deviation += (p - outcome.mean) * (p - outcome.mean);
    outcome.standard_deviation = n > 1 ? std::sqrt(outcome.standard_deviation / (n - 1)) : 0.0;
    const auto [low, high] = std::minmax_element(outcome.perplexities.begin(), outcome.perplexities.end());
    outcome.minimum = *low;
    outcome.maximum = *high;
    outcome.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    ROTOR_CHECK(
        keep_study(workspace, request.eval, sweep_study(request.kind), {{"request", request}, {"outcome", outcome}}));
    return outcome;
  });
}

}  // namespace rotorscope
