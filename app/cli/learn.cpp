#include "app/cli/command.h"
#include "app/cli/terminal_reporter.h"
#include "core/distributed/ranks.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/target_rules.h"
#include "core/protocol/target.h"

#include <cstdio>

namespace rotorscope::cli {
namespace {

void print_step(const LearnStep& s) {
  std::fprintf(stderr,
               "step %d/%d  loss %.4f  gradient norm %.4g  lr %.4g  alpha %.3g  |RRᵀ−I| %.1e  %.2f s  %.0f tokens/s\n",
               s.step, s.steps, s.loss, s.gradient_norm, s.lr, s.alpha,
               std::max(s.orthogonality_r1, s.orthogonality_r2), s.seconds, s.tokens_per_second);
}

std::string summary(const LearnOutcome& o, const std::string& project) {
  return o.run + ": " + std::to_string(o.steps) + " steps in " + number(o.seconds) + " s, loss " +
         number(o.losses.front()) + " → " + number(o.losses.back()) +
         (o.held_out_start >= 0 ? ", held out " + number(o.held_out_start) + " → " + number(o.held_out_best) : "") +
         ", orthogonality error " + number(o.orthogonality_error) + "\nThe rotation is in " + project +
         "; measure it with: rotor eval MODEL --rotation " + project + "\n";
}

}  // namespace

void add_learn(CLI::App& app, Run& run) {
  struct Options {
    LearnRequest request;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  LearnRequest& r = o->request;
  add_model(app, r.model);
  add_text(app, r.text);
  app.add_option("--project", r.project, "project file (HDF5) for checkpoints, curves and the rotation")->required();
  app.add_option("--recipe", r.recipe, "spinquant: the paper's run; best: what measured best for its time")
      ->check(CLI::IsMember({"spinquant", "best"}));
  app.add_option("--objective", r.objective,
                 "ce, kl (whole network), range, whip, kurtosis (layer-wise, R1 only); default ce")
      ->check(CLI::IsMember({"ce", "kl", "range", "whip", "kurtosis"}));
  app.add_option("--form", r.form, "site (default) or merged")->check(CLI::IsMember({"site", "merged"}));
  app.add_option("--clip-norm", r.clip_norm, "which gradient norm is clipped: tangent (default) or euclidean")
      ->check(CLI::IsMember({"tangent", "euclidean"}));
  app.add_option("--schedule", r.schedule, "of the learning rate: cosine (default), linear, constant")
      ->check(CLI::IsMember({"cosine", "linear", "constant"}));
  const auto positive = above_zero();
  app.add_option("--steps", r.steps, "steps; default 100, layer-wise 600")->check(positive);
  app.add_option("--seq-len", r.seq_len, "tokens a window; default 2048")->check(positive);
  app.add_option("--batch", r.batch, "windows a step; default 8")->check(positive);
  app.add_option("--lr", r.lr, "learning rate; default 0.04 after a warm start, else 0.1 (kl 0.3, euclidean clip 1.5)")
      ->check(positive);
  app.add_option("--momentum", r.momentum, "of Cayley SGD")->capture_default_str();
  app.add_option("--gradient-clip", r.gradient_clip, "largest gradient norm, over all rotations together")
      ->capture_default_str();
  app.add_option("--warm-start", r.warm_start,
                 "steps of the range objective on R1 first; −1: 300 for ce and kl in site form without a recipe")
      ->capture_default_str();
  app.add_option(
         "--site-weights", r.site_weights,
         "what a token's noise counts in the layer-wise objectives: even (default), or fisher: by what it costs "
         "the loss, from one backward pass")
      ->check(CLI::IsMember({"even", "fisher"}));
  app.add_option("--massive-weight", r.massive_weight, "weight of tokens with massive activations; 0 leaves them out")
      ->capture_default_str();
  app.add_option("--scale-lr", r.scale_lr, "learning rate of the diagonal scales' logarithms (with --scales on)")
      ->capture_default_str();
  app.add_option("--holdout", r.holdout,
                 "windows kept apart, to keep the rotation that is best on them; −1: 2 (layer-wise: an eighth of the "
                 "tokens); 0: none, the last step is kept")
      ->capture_default_str();
  app.add_option("--holdout-every", r.holdout_every, "steps between two looks at them; 0: a twentieth of all")
      ->check(zero_or_more())
      ->capture_default_str();
  app.add_option("--divergence-margin", r.divergence_margin,
                 "a loss that rises so far over its start, relatively, is stepped back from with half the rate")
      ->capture_default_str();
  app.add_option("--micro-batch", r.micro_batch,
                 "windows that go through the network together, gradients summed up; 0: all (site form: one)")
      ->check(zero_or_more())
      ->capture_default_str();
  app.add_flag("--recompute", r.recompute, "keep no activations inside blocks: less memory, one forward pass more");
  app.add_option("--reproject", r.reproject, "probability a step that rotations are made orthogonal again by QR")
      ->capture_default_str();
  app.add_option("--r4-block", r.r4_block,
                 "learn R4 as the Hadamard and rotations of blocks of so many channels after it, online; 0: the "
                 "Hadamard alone")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--r4-steps", r.r4_steps, "steps of learning a layer's R4 blocks")->capture_default_str();
  app.add_option("--r4-tokens", r.r4_tokens, "tokens that R4 blocks are learned on")->capture_default_str();
  app.add_option("--topk", r.topk, "logits that the kl objective compares")->capture_default_str();
  app.add_option("--tokens", r.tokens, "cached tokens a site of the layer-wise objectives; default 512, best 1024")
      ->check(positive);
  app.add_option("--checkpoint-every", r.checkpoint_every, "steps between checkpoints")->capture_default_str();
  app.add_flag("--resume", r.resume, "go on with the project's unfinished run, with that run's settings");
  r.rotation.source = "hadamard";
  add_rotation(app, r.rotation);
  app.get_option("--scales")->description("learn diagonal scales at v to o and up to down too (merged): on or off");
  add_quant(app, r.quant);
  add_target(app, r.quant);
  add_common(app, r.runtime, o->as_json);
  run = [o] {
    o->request.rotation.seed = o->request.runtime.seed;
    if (o->request.rotation.scales != "auto") o->request.scales = o->request.rotation.scales;
    o->request.rotation.scales = "auto";
    const std::string& target = o->request.quant.target;
    if (const auto allowed = check_online_rotation(target, o->request.rotation); !allowed) {
      return report_error(allowed.error());
    }
    o->request.rotation = on_target(o->request.rotation, target);  // what is learned runs without R3 and R4, too
    Workspace workspace;
    const auto place = rank_place();
    if (!place) return report_error(place.error());
    if (place->rank > 0) {  // the first process of several speaks for all
      NoReport silent;
      const auto own = learn(workspace, o->request, silent, stop_token());
      return own ? 0 : report_error(own.error());
    }
    TerminalReporter report([](std::string_view kind, const nlohmann::json& body) {
      if (kind == "learn_step") print_step(body.get<LearnStep>());
    });
    const auto outcome = learn(workspace, o->request, report, stop_token());
    report.clear();
    if (!outcome) return report_error(outcome.error());
    return print_result(o->as_json, *outcome, summary(*outcome, o->request.project));
  };
}

}  // namespace rotorscope::cli
