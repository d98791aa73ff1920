// Sensitivity and ablation: the same windows again and again, one thing changed at a time.
#include "core/pipeline/guard.h"
#include "core/pipeline/measured.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/project_io.h"
#include "core/pipeline/runtime.h"
#include "core/protocol/part_reporter.h"
#include "core/quant/fake_quantizer.h"
#include "core/quant/weight_quantizer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// Names of what is quantized in a class with its bits.
struct Part {
  std::vector<const char*> names;
  const char* all;  ///< the class, as --mixed names it
  int bits;
};

std::vector<Part> parts_of(const QuantSpec& quant) {
  const bool nothing_said = quantizes_nothing(quant);
  const auto bits = [&](int asked) { return nothing_said ? 4 : asked; };
  const Part all[] = {
      {{"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}, "w", bits(quant.w_bits)},
      {{"attn_in", "o_in", "mlp_in", "down_in"}, "a", bits(quant.a_bits)},
      {{"k", "v"}, "kv", bits(quant.kv_bits)}};
  std::vector<Part> parts;
  for (const Part& part : all) {
    if (part.bits < 16) parts.push_back(part);
  }
  return parts;
}

std::vector<BitsOverride> things_of(const SensitivityRequest& request, int layers) {
  std::vector<BitsOverride> things;
  for (const Part& part : parts_of(request.eval.quant)) {
    if (request.by == "kind") {
      for (const char* name : part.names) things.push_back({-1, -1, name, part.bits});
      continue;
    }
    for (int layer = 0; layer < layers; ++layer) {
      if (request.by == "layer") {
        things.push_back({layer, layer, part.all, part.bits});
      } else {
        for (const char* name : part.names) things.push_back({layer, layer, name, part.bits});
      }
    }
  }
  return things;
}

Result<PerplexityOptions> options_of(const EvalRequest& request) {
  if (request.protocol != "spinquant") {
    return fail("sensitivity is measured with the spinquant protocol", "--protocol", "leave it out");
  }
  PerplexityOptions options;
  options.seq_len = request.seq_len;
  options.windows = request.windows;
  return options;
}

Result<SensitivityOutcome> measure(Workspace& workspace, const SensitivityRequest& request, Reporter& report,
                                   const std::stop_token& stop) {
  const auto begin = Clock::now();
  const EvalRequest& eval = request.eval;
  if (request.by != "kind" && request.by != "layer" && request.by != "each") {
    return fail("nothing can be quantized by \"" + request.by + "\"", "--by", "choose kind, layer or each");
  }
  if (!eval.quant.target.empty()) {
    return fail("a target quantizes everything in one way", "--target", "leave it out");
  }
  ROTOR_CHECK(apply_runtime(eval.runtime));
  ROTOR_TRY(const auto model, workspace.model(eval.model));
  const ModelConfig& config = model->checkpoint->config();
  ROTOR_TRY(const RotationSet set, workspace.rotation(eval.rotation, config));
  ROTOR_TRY(const at::Tensor ids, workspace.ids(*model, eval.text, Workspace::Prose::evaluation));
  ROTOR_TRY(const PerplexityOptions options, options_of(eval));
  ROTOR_TRY(const auto plain,
            prepare_network(workspace, *model, set, QuantSpec{}, eval.runtime, Passes{eval.seq_len}, report, stop));
  const auto nll = [&](const QuantSpec& quant) -> Result<double> {
    const Network network = quantize_weights(plain->network(), quant, report, stop, plain->network().device());
    QuantizeHook quantize(quant);
    OnlineRotation online(set, &quantize);
    ROTOR_TRY(const EvalOutcome outcome, perplexity(
                                             {&network, &online}, std::nullopt, ids.to(network.device()), options,
                                             [](const EvalPartial&) {}, stop));
    return std::log(outcome.perplexity);
  };
  QuantSpec nothing = eval.quant;
  nothing.w_bits = nothing.a_bits = nothing.kv_bits = 16;
  nothing.mixed.clear();
  ROTOR_TRY(const double base, nll(nothing));
  SensitivityOutcome outcome;
  outcome.perplexity = std::exp(base);
  const auto things = things_of(request, config.layers);
  for (std::size_t i = 0; i < things.size(); ++i) {
    report.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(things.size()), "Quantizing one at a time");
    QuantSpec one = nothing;
    one.mixed = {things[i]};
    ROTOR_CHECK(check_quant(one, config.hidden_size, config.intermediate_size, config.head_dim));
    ROTOR_TRY(const double here, nll(one));
    std::string name = override_text(things[i]);
    name.resize(name.rfind('='));
    outcome.rows.push_back({name, things[i].bits, std::exp(here), here - base});
    report.partial("sensitivity_row", outcome.rows.back());
    report.wait_while_paused(stop);
  }
  std::stable_sort(outcome.rows.begin(), outcome.rows.end(),
                   [](const SensitivityRow& a, const SensitivityRow& b) { return a.rise > b.rise; });
  outcome.seconds = seconds_since(begin);
  ROTOR_CHECK(keep_study(workspace, eval, sensitivity_study(request.by), {{"request", request}, {"outcome", outcome}}));
  return outcome;
}

}  // namespace

Result<SensitivityOutcome> sensitivity(Workspace& workspace, const SensitivityRequest& request, Reporter& report,
                                       const std::stop_token& stop) {
  return guarded("sensitivity", [&] { return measure(workspace, request, report, stop); });
}

Result<AblationOutcome> ablate(Workspace& workspace, const AblationRequest& request, Reporter& report,
                               const std::stop_token& stop) {
  return guarded("ablate", [&]() -> Result<AblationOutcome> {
    const std::string& source = request.eval.rotation.source;
    if (source.empty() || source == "none") {
      return fail("there is no rotation whose parts could be switched off", "--rotation",
                  "name hadamard, orthogonal or a file");
    }
    const auto begin = Clock::now();
    AblationOutcome outcome;
    constexpr int combinations = 16;
    PartReporter parts(report, "Combination", combinations);
    for (int mask = 0; mask < combinations; ++mask) {
      parts.begin_part();
      AblationRow row{(mask & 8) != 0, (mask & 4) != 0, (mask & 2) != 0, (mask & 1) != 0, 0};
      EvalRequest eval = request.eval;
      eval.project.clear();
      const auto text = [](bool on) { return std::string(on ? "on" : "off"); };
      eval.rotation.r1 = text(row.r1);
      eval.rotation.r2 = text(row.r2);
      eval.rotation.r3 = text(row.r3);
      eval.rotation.r4 = text(row.r4);
      ROTOR_TRY(const EvalOutcome one, measured(workspace, eval, parts, stop));
      row.perplexity = one.perplexity;
      outcome.rows.push_back(row);
      report.partial("ablation_row", row);
    }
    outcome.seconds = seconds_since(begin);
    ROTOR_CHECK(keep_study(workspace, request.eval, ablation_study, {{"request", request}, {"outcome", outcome}}));
    return outcome;
  });
}

}  // namespace rotorscope
