#include "core/rotation/learner.h"

#include "core/rotation/cayley.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <numeric>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace rotorscope {
namespace {

bool is_layer_wise(const LearnRequest& request) { return request.objective != "ce" && request.objective != "kl"; }

/// R1 and all R2 as two tensors, so that a step is a few products however many layers there are. `r2` [layers, d, d] is
/// undefined where the objective does not depend on R2.
struct Stacked {
  at::Tensor r1, r2;
};

Stacked stacked(const at::Tensor& r1, const std::vector<at::Tensor>& r2) {
  return {r1, r2.empty() ? at::Tensor() : at::stack(r2)};
}

/// The gradients as the step uses them, and the norm that is logged: tangent or not, clipped over all rotations
/// together (layer-wise objectives: scaled to unit norm).
double prepare(const LearnRequest& request, const Stacked& r, Stacked& g) {
  const at::NoGradGuard no_gradient;
  if (request.clip_norm == "tangent" || is_layer_wise(request)) {
    g.r1 = tangent(r.r1, g.r1);
    if (g.r2.defined()) g.r2 = tangent(r.r2, g.r2);
  }
  double squares = g.r1.square().sum(at::kDouble).item<double>();
  if (g.r2.defined()) squares += g.r2.square().sum(at::kDouble).item<double>();
  const double norm = std::sqrt(squares);
  double scale = std::min(1.0, request.gradient_clip / (norm + 1e-6));
  if (is_layer_wise(request)) scale = 1.0 / std::max(norm, 1e-12);
  g.r1 = g.r1 * scale;
  if (g.r2.defined()) g.r2 = g.r2 * scale;
  return norm;
}

void add_momentum(double momentum, LearnedRotations& buffer, Stacked& g) {
  const auto mix = [&](const at::Tensor& kept, at::Tensor& now) {
    if (kept.defined()) now = momentum * kept + now;
  };
  mix(buffer.r1, g.r1);
  buffer.r1 = g.r1;
  if (!g.r2.defined()) return;
  if (!buffer.r2.empty()) mix(at::stack(buffer.r2), g.r2);
  buffer.r2 = g.r2.unbind();
}

/// Adam (Kingma, Ba 2015) on the scales' logarithms; step t from 1.
void step_scale(at::Tensor& log_scale, const at::Tensor& g, at::Tensor& first, at::Tensor& second, double lr, int t) {
  constexpr double beta1 = 0.9;
  constexpr double beta2 = 0.95;
  if (!first.defined()) {
    first = at::zeros_like(g);
    second = at::zeros_like(g);
  }
  first = beta1 * first + (1.0 - beta1) * g;
  second = beta2 * second + (1.0 - beta2) * g.square();
  const at::Tensor mean = first / (1.0 - std::pow(beta1, t));
  const at::Tensor spread = (second / (1.0 - std::pow(beta2, t))).sqrt();
  log_scale = log_scale - lr * mean / (spread + 1e-10);
}

void step_scales(const LearnRequest& request, const LossAndGradient& found, double lr_share, LearnerState& state) {
  if (!found.v_log_scale.defined()) return;
  const at::NoGradGuard no_gradient;
  const double lr = request.scale_lr * lr_share;
  const int t = state.next_step + 1;
  ScaleMoments& m = state.scale_moments;
  step_scale(state.rotations.v_log_scale, found.v_log_scale, m.v_first, m.v_second, lr, t);
  step_scale(state.rotations.down_log_scale, found.down_log_scale, m.down_first, m.down_second, lr, t);
}

/// R ← Q of R = Q · upper, signs kept: away from the manifold by rounding only, this changes R by as little.
at::Tensor reprojected(const at::Tensor& r) {
  const auto [q, upper] = at::linalg_qr(r);
  return q * at::sign(upper.diagonal(0, -2, -1)).unsqueeze(-2);
}

void maybe_reproject(const LearnRequest& request, LearnerState& state) {
  if (request.reproject <= 0) return;
  auto generator = at::make_generator<at::CPUGeneratorImpl>(request.runtime.seed * 7919ULL +
                                                            static_cast<std::uint64_t>(state.next_step));
  if (at::rand({}, generator, at::kDouble).item<double>() >= request.reproject) return;
  state.rotations.r1 = reprojected(state.rotations.r1);
  state.rotations.r2 = reprojected(at::stack(state.rotations.r2)).unbind();
}

constexpr std::size_t losses_together = 5;
constexpr int most_step_backs = 6;

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Takes the step's loss into account; whether learning has diverged.
bool has_diverged(const LearnRequest& request, double loss, LearnerState& state) {
  if (!std::isfinite(loss)) return true;
  state.recent.push_back(loss);
  if (state.recent.size() > losses_together) state.recent.erase(state.recent.begin());
  if (state.recent.size() < losses_together) return false;
  const double mean = mean_of(state.recent);
  if (state.start_loss == 0) state.start_loss = mean;
  return mean > state.start_loss + request.divergence_margin * std::abs(state.start_loss);
}

/// What was best so far becomes what is gone on from.
Status step_back(double loss, LearnerState& state, const std::function<void(const std::string&)>& log) {
  // Nothing to step back to: the start itself has no loss.
  if (!std::isfinite(loss) && state.best_step == 0) {
    return fail("the loss of the first step, or its gradient, is not a finite number", "learning",
                "measure the model with rotor eval, or start from another --rotation");
  }
  if (state.step_backs >= most_step_backs || !state.best.r1.defined()) {
    return fail("the loss or its gradient is not a finite number, or rises, at step " +
                    std::to_string(state.next_step + 1) + ", with the learning rate halved " +
                    std::to_string(state.step_backs) + " times",
                "learning", "choose a smaller --lr and resume; the last checkpoint is kept");
  }
  ++state.step_backs;
  state.lr_factor *= 0.5;
  state.rotations = state.best;
  state.momentum = {};
  state.scale_moments = {};
  state.recent.clear();
  char line[160];
  std::snprintf(line, sizeof line, "Step %d: the loss diverged; back to the best rotation, learning rate times %.3g",
                state.next_step + 1, state.lr_factor);
  if (log) log(line);
  return {};
}

/// Where something is held out: the best rotation by it, looked at every few steps. Else by the mean of the last
/// losses. Returns the held-out loss, −1 where it was not measured.
double keep_best(Objective& objective, const LearnRequest& request, double loss, LearnerState& state,
                 const std::stop_token& stop) {
  if (std::isfinite(loss) && (state.best_step == 0 || loss < state.best_loss)) {
    state.best_loss = loss;
    state.best_step = state.next_step;
  }
  if (state.held_out_start < 0) {
    if (state.recent.size() == losses_together && mean_of(state.recent) <= state.best_recent) {
      state.best_recent = mean_of(state.recent);
      state.best = state.rotations;
    }
    return -1;
  }
  const int every = request.holdout_every > 0 ? request.holdout_every : std::max(1, request.steps / 20);
  if (state.next_step % every != 0 && state.next_step != request.steps) return -1;
  const double held_out = *objective.held_out(state.rotations, stop);
  if (std::isfinite(held_out) && held_out < state.best_held_out) {
    state.best_held_out = held_out;
    state.best = state.rotations;
  }
  return std::isfinite(held_out) ? held_out : -1;
}

/// max |R Rᵀ − I| over a matrix or a stack.
double worst_orthogonality(const at::Tensor& matrices) {
  const at::Tensor all = matrices.to(at::kDouble);
  const at::Tensor identity = at::eye(all.size(-1), all.options());
  return (at::matmul(all, all.transpose(-1, -2)) - identity).abs().max().item<double>();
}

}  // namespace

LearnerState to_device(LearnerState state, at::Device device) {
  const auto move = [&](at::Tensor& tensor) {
    if (tensor.defined()) tensor = tensor.to(device);
  };
  for (LearnedRotations* r : {&state.rotations, &state.momentum, &state.best}) {
    move(r->r1);
    for (at::Tensor& m : r->r2) move(m);
    move(r->v_log_scale);
    move(r->down_log_scale);
  }
  ScaleMoments& moments = state.scale_moments;
  for (at::Tensor* m : {&moments.v_first, &moments.v_second, &moments.down_first, &moments.down_second}) move(*m);
  return state;
}

double scheduled_lr(const LearnRequest& request, int step) {
  const double t = static_cast<double>(step) / static_cast<double>(request.steps);
  if (request.schedule == "constant") return request.lr;
  if (request.schedule == "linear") return request.lr * (1.0 - t);
  return request.lr * 0.5 * (1.0 + std::cos(std::numbers::pi * t));
}

Status run_learner(Objective& objective, const LearnRequest& request, LearnerState& state, const StepObserver& observe,
                   const std::stop_token& stop, const std::function<void(const std::string&)>& log) {
  double worst_r2 = -1;  // measured again only after R2 changed
  if (state.next_step == 0 && !state.best.r1.defined()) {
    state.best = state.rotations;
    if (const auto held_out = objective.held_out(state.rotations, stop)) {
      state.held_out_start = state.best_held_out = *held_out;
    }
  }
  while (state.next_step < request.steps) {
    const auto begin = std::chrono::steady_clock::now();
    const LossAndGradient found = objective.evaluate(state.rotations, state.next_step, stop);
    Stacked g = stacked(found.r1, found.r2);
    const Stacked r = stacked(state.rotations.r1, state.rotations.r2);
    const double norm = prepare(request, r, g);
    const double lr_share = state.lr_factor * scheduled_lr(request, state.next_step) / request.lr;
    CayleyStep first{r.r1, 0};
    const double loss = std::isfinite(norm) ? found.loss : norm;
    if (has_diverged(request, loss, state)) {
      ROTOR_CHECK(step_back(loss, state, log));
      worst_r2 = -1;
    } else {
      if (request.momentum > 0) add_momentum(request.momentum, state.momentum, g);
      first = cayley_step(r.r1, g.r1, lr_share * request.lr);
      state.rotations.r1 = first.r;
      if (g.r2.defined()) {
        worst_r2 = -1;
        state.rotations.r2 = cayley_step(r.r2, g.r2, lr_share * request.lr).r.unbind();
      }
      step_scales(request, found, lr_share, state);
      maybe_reproject(request, state);
    }
    ++state.next_step;
    LearnStep step;
    step.step = state.next_step;
    step.steps = request.steps;
    step.loss = std::isfinite(found.loss) ? found.loss : 0.0;
    step.gradient_norm = std::isfinite(norm) ? norm : 0.0;
    step.lr = lr_share * request.lr;
    step.alpha = first.alpha;
    step.orthogonality_r1 = worst_orthogonality(state.rotations.r1);
    if (worst_r2 < 0) worst_r2 = state.rotations.r2.empty() ? 0.0 : worst_orthogonality(at::stack(state.rotations.r2));
    step.orthogonality_r2 = worst_r2;
    step.held_out_loss = keep_best(objective, request, loss, state, stop);
    step.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    step.tokens_per_second = static_cast<double>(found.tokens) / std::max(step.seconds, 1e-9);
    ROTOR_CHECK(observe(step, state));
  }
  return {};
}

}  // namespace rotorscope
