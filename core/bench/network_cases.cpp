// Passes of a whole network: perplexity in bfloat16 against float32, and a learning step against the forward and
// backward pass that it contains.
#include "core/bench/cases.h"
#include "core/eval/perplexity.h"
#include "core/quant/fake_quantizer.h"
#include "core/rotation/learner.h"
#include "core/rotation/losses.h"

#include <memory>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

namespace rotorscope {
namespace {

constexpr std::int64_t window_tokens = 512;

/// What a row works on: the folded network in float32 and windows of token ids, int64 [windows, tokens].
struct Loaded {
  std::shared_ptr<const Network> network;
  at::Tensor windows;
};

Result<Loaded> load(const BenchContext& context, Workspace::Prose prose) {
  ROTOR_TRY(const auto model, context.workspace.model(context.request.model));
  ROTOR_TRY(const at::Tensor ids, context.workspace.ids(*model, context.request.text, prose));
  if (ids.size(0) < window_tokens) {
    return fail("the text has " + std::to_string(ids.size(0)) + " tokens, less than a window of " +
                    std::to_string(window_tokens),
                "text", "give a longer text");
  }
  Loaded loaded;
  ROTOR_TRY(loaded.network, context.workspace.folded(*model, context.report, context.stop));
  const std::int64_t windows = ids.size(0) / window_tokens;
  loaded.windows = ids.slice(0, 0, windows * window_tokens).view({windows, window_tokens});
  return loaded;
}

/// Whether the processor multiplies bfloat16 by itself.
bool has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

Status measure_window(const Network& network, const at::Tensor& ids, const std::stop_token& stop) {
  PerplexityOptions options;
  options.seq_len = window_tokens;
  options.windows = 1;
  ROTOR_TRY(const EvalOutcome outcome,
            perplexity(
                {&network, nullptr}, std::nullopt, ids, options, [](const EvalPartial&) {}, stop));
  (void)outcome;
  return {};
}

Result<PreparedCase> bfloat16_against_float32(const BenchContext& context) {
  if (!has_bfloat16()) return PreparedCase{{}, "this processor has no bfloat16 arithmetic"};
  ROTOR_TRY(const Loaded loaded, load(context, Workspace::Prose::evaluation));
  const auto half = std::make_shared<const Network>(to_dtype(*loaded.network, at::kBFloat16));
  const at::Tensor ids = loaded.windows.flatten();
  const std::stop_token stop = context.stop;
  return PreparedCase{{[half, ids, stop] { return measure_window(*half, ids, stop); },
                       [loaded, ids, stop] { return measure_window(*loaded.network, ids, stop); }},
                      ""};
}

/// Makes the input of the first layer a parameter, so that the backward pass reaches every site.
class FirstSite final : public SiteHook {
 public:
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
    if (layer.value != 0 || site != Site::attn_in) return x;
    input_ = x.detach().requires_grad_(true);
    return input_;
  }
  [[nodiscard]] const at::Tensor& input() const { return input_; }

 private:
  at::Tensor input_;
};

/// Cross-entropy of one window in the unrotated, unquantized network, and its gradient.
Status plain_forward_and_backward(const Network& network, const at::Tensor& window, const std::stop_token& stop) {
  FirstSite hook;
  const at::Tensor hidden = forward(network, window.unsqueeze(0), &hook, stop)[0];
  const at::Tensor loss = cross_entropy_loss(hidden.slice(0, 0, window_tokens - 1), network.head, window.slice(0, 1));
  torch::autograd::grad({loss}, {hook.input()});
  return {};
}

/// One step, from the gradient to the next rotations and what is logged of it.
struct LearningStep {
  Loaded loaded;
  LearnRequest request;
  std::unique_ptr<Objective> objective;
  LearnedRotations start;

  Status operator()(const std::stop_token& stop) const {
    LearnerState state;
    state.rotations = start;
    return run_learner(
        *objective, request, state, [](const LearnStep&, const LearnerState&) { return Status{}; }, stop);
  }
};

Result<PreparedCase> learning_step_against_plain(const BenchContext& context) {
  ROTOR_TRY(Loaded loaded, load(context, Workspace::Prose::calibration));
  ROTOR_TRY(const RotationSet set, random_rotation("hadamard", 0, loaded.network->config));
  auto step = std::make_shared<LearningStep>();
  step->loaded = loaded;
  step->request.objective = "ce";
  step->request.form = "site";
  step->request.warm_start = 0;
  step->request.quant.a_bits = 4;
  step->request.quant.kv_bits = 4;
  step->request = resolve_defaults(step->request);
  step->request.batch = 1;
  step->request.seq_len = window_tokens;
  step->request.steps = 1;
  step->objective = site_form_objective({step->loaded.network.get(), step->loaded.windows, {}, set}, step->request);
  step->start.r1 = set.r1.to(at::kFloat);
  for (const at::Tensor& r : set.r2) step->start.r2.push_back(r.to(at::kFloat));
  const std::stop_token stop = context.stop;
  return PreparedCase{{[step, stop] { return (*step)(stop); },
                       [loaded, stop] { return plain_forward_and_backward(*loaded.network, loaded.windows[0], stop); }},
                      ""};
}

}  // namespace

std::vector<BenchCase> network_cases() {
  return {{"perplexity-bf16",
           "perplexity pass, bfloat16, window of 512",
           "the same in float32",
           {Goal::Kind::at_least, 1.6},
           bfloat16_against_float32},
          {"learn-ce",
           "learning step, ce, site form, A4KV4, 512 tokens",
           "plain forward and backward of the unrotated, unquantized network",
           {Goal::Kind::at_most, 1.6},
           learning_step_against_plain}};
}

}  // namespace rotorscope
