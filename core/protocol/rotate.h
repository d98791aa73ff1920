// Preparing and learning rotations.
#pragma once

#include "core/protocol/common.h"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// Builds or loads a rotation, merges it and measures the invariance gate (numerics.md §2).
struct RotateRequest {
  RuntimeOptions runtime;
  std::string model;
  RotationSpec rotation;
  TextSource text;  ///< the gate's tokens
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RotateRequest, runtime, model, rotation, text)

struct RotateOutcome {
  std::string label;
  std::string description;      ///< how R1 to R4 are built, e.g. "R1 576 = Paley II 36 × 2^4"
  double invariance_error = 0;  ///< max |logit difference| / max |logit|
  double invariance_limit = 1e-3;
  bool invariant = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RotateOutcome, label, description, invariance_error, invariance_limit,
                                                invariant)

/// Learns R1 and all R2 (numerics.md §4). Empty and 0 mean: what the recipe or the objective sets, see
/// resolve_defaults().
struct LearnRequest {
  RuntimeOptions runtime;
  std::string model;
  TextSource text;
  std::string project;  ///< checkpoints, curves and the result are written there
  RotationSpec rotation = {"hadamard", 0, "auto", "auto", "auto", "auto"};  ///< the start
  QuantSpec quant;        ///< bits in the loop; all 16 counts as A4KV4
  std::string recipe;     ///< "", "spinquant" or "best"
  std::string objective;  ///< ce, kl, range, whip, kurtosis
  std::string form;       ///< site or merged
  std::string clip_norm;  ///< tangent or euclidean
  std::string schedule;   ///< cosine, linear, constant
  int steps = 0;
  int seq_len = 0;
  int batch = 0;  ///< windows a step
  double lr = 0;
  double momentum = 0;
  double gradient_clip = 1.0;
  int warm_start = -1;        ///< steps of the range objective on R1 first; −1: 300 for ce and kl in site form
  int topk = 1000;            ///< of the kl objective
  int tokens = 0;             ///< cached tokens a site of the layer-wise objectives
  int checkpoint_every = 10;  ///< steps
  bool resume = false;        ///< go on with the unfinished run of the project
  std::string scales;         ///< on, off: diagonal scales at v to o and up to down, learned too
  double scale_lr = 0.01;     ///< of the scales' logarithms (Adam)
  std::string site_weights;   ///< even, fisher: how much a token's noise costs, for the layer-wise objectives
  double massive_weight = 1;  ///< weight of tokens with massive activations
  int holdout = -1;       ///< windows kept apart to find the best step; −1: 2 (layer-wise: an eighth of the tokens)
  int holdout_every = 0;  ///< steps between two looks at them; 0: a twentieth of the steps
  double divergence_margin = 0.25;  ///< a loss so much above its start, relatively, is stepped back from
  int micro_batch = 0;              ///< windows that go through the network together; 0: all (site form: one)
  bool recompute = false;           ///< activation checkpointing: less memory, one forward pass more
  double reproject = 0;             ///< probability a step that the rotations are made orthogonal again by QR
  int r4_block = 0;                 ///< side of the blocks that follow R4's Hadamard, learned first; 0: none
  int r4_steps = 400;               ///< of learning a layer's blocks
  int r4_tokens = 12288;            ///< that they are learned on
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LearnRequest, runtime, model, text, project, rotation, quant, recipe,
                                                objective, form, clip_norm, schedule, steps, seq_len, batch, lr,
                                                momentum, gradient_clip, warm_start, topk, tokens, checkpoint_every,
                                                resume, scales, scale_lr, site_weights, massive_weight, holdout,
                                                holdout_every, divergence_margin, micro_batch, recompute, reproject,
                                                r4_block, r4_steps, r4_tokens)

/// The request with everything filled in that it left to its recipe ("spinquant": the paper's run; "best": what
/// measured best for its time here) or to its objective.
[[nodiscard]] LearnRequest resolve_defaults(LearnRequest request);

/// One step of a run; the partial result "learn_step".
struct LearnStep {
  int step = 0;   ///< from 1
  int steps = 0;  ///< planned
  double loss = 0;
  double gradient_norm = 0;
  double lr = 0;
  double alpha = 0;             ///< R1's step length
  double orthogonality_r1 = 0;  ///< max |R Rᵀ − I|
  double orthogonality_r2 = 0;  ///< the worst R2's
  double seconds = 0;           ///< of this step
  double tokens_per_second = 0;
  double held_out_loss = -1;  ///< after this step; −1: not measured
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LearnStep, step, steps, loss, gradient_norm, lr, alpha,
                                                orthogonality_r1, orthogonality_r2, seconds, tokens_per_second,
                                                held_out_loss)

struct LearnOutcome {
  std::string run;  ///< its name in the project
  int steps = 0;
  std::vector<double> losses, gradient_norms;
  double orthogonality_error = 0;  ///< after the final projection, worst of R1 and all R2
  double seconds = 0;
  double tokens_per_second = 0;
  double best_loss = 0;
  int best_step = 0;
  std::vector<double> warm_start_losses;  ///< of the range objective; empty without a warm start
  double held_out_start = -1;  ///< loss on the held-out windows before the first step; −1: nothing held out
  double held_out_best = -1;   ///< of the rotation that was kept
  int step_backs = 0;          ///< times that learning diverged and went on from its best with a smaller lr
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LearnOutcome, held_out_start, held_out_best, step_backs,
                                                warm_start_losses, run, steps, losses, gradient_norms,
                                                orthogonality_error, seconds, tokens_per_second, best_loss, best_step)

/// A learning run as a project keeps it.
struct LearnRun {
  std::string name;  ///< "run 1"
  LearnRequest request;
  std::vector<LearnStep> steps;
  bool finished = false;
  std::string started;  ///< ISO 8601, UTC
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LearnRun, name, request, steps, finished, started)

}  // namespace rotorscope
