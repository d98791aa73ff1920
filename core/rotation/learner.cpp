#include "core/rotation/learner.h"

#include "core/rotation/cayley.h"

#include <chrono>
#include <cmath>
#include <numbers>

#include <ATen/ATen.h>

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

/// max |R Rᵀ − I| over a matrix or a stack.
double worst_orthogonality(const at::Tensor& matrices) {
  const at::Tensor all = matrices.to(at::kDouble);
  const at::Tensor identity = at::eye(all.size(-1), all.options());
  return (at::matmul(all, all.transpose(-1, -2)) - identity).abs().max().item<double>();
}

}  // namespace

double scheduled_lr(const LearnRequest& request, int step) {
  const double t = static_cast<double>(step) / static_cast<double>(request.steps);
  if (request.schedule == "constant") return request.lr;
  if (request.schedule == "linear") return request.lr * (1.0 - t);
  return request.lr * 0.5 * (1.0 + std::cos(std::numbers::pi * t));
}

Status run_learner(Objective& objective, const LearnRequest& request, LearnerState& state, const StepObserver& observe,
                   const std::stop_token& stop) {
  double worst_r2 = -1;  // measured again only after R2 changed
  while (state.next_step < request.steps) {
    const auto begin = std::chrono::steady_clock::now();
    const LossAndGradient found = objective.evaluate(state.rotations, state.next_step, stop);
    Stacked g = stacked(found.r1, found.r2);
    const Stacked r = stacked(state.rotations.r1, state.rotations.r2);
    const double norm = prepare(request, r, g);
    if (!std::isfinite(found.loss) || !std::isfinite(norm)) {
      return fail("the loss or its gradient is not a finite number at step " + std::to_string(state.next_step + 1),
                  "learning", "choose a smaller --lr and resume; the last checkpoint is kept");
    }
    if (request.momentum > 0) add_momentum(request.momentum, state.momentum, g);
    const double lr = scheduled_lr(request, state.next_step);
    const CayleyStep first = cayley_step(r.r1, g.r1, lr);
    state.rotations.r1 = first.r;
    if (g.r2.defined()) {
      worst_r2 = -1;
      state.rotations.r2 = cayley_step(r.r2, g.r2, lr).r.unbind();
    }
    ++state.next_step;
    if (state.best_step == 0 || found.loss < state.best_loss) {
      state.best_loss = found.loss;
      state.best_step = state.next_step;
    }
    LearnStep step;
    step.step = state.next_step;
    step.steps = request.steps;
    step.loss = found.loss;
    step.gradient_norm = norm;
    step.lr = lr;
    step.alpha = first.alpha;
    step.orthogonality_r1 = worst_orthogonality(state.rotations.r1);
    if (worst_r2 < 0) worst_r2 = state.rotations.r2.empty() ? 0.0 : worst_orthogonality(at::stack(state.rotations.r2));
    step.orthogonality_r2 = worst_r2;
    step.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    step.tokens_per_second = static_cast<double>(found.tokens) / std::max(step.seconds, 1e-9);
    ROTOR_CHECK(observe(step, state));
  }
  return {};
}

}  // namespace rotorscope
