#include "core/rotation/learner.h"

#include "core/rotation/cayley.h"

#include <chrono>
#include <cmath>
#include <numbers>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

bool is_layer_wise(const LearnRequest& request) { return request.objective != "ce" && request.objective != "kl"; }

/// The gradients as the step uses them, and the norm that is logged: tangent or not, clipped over all rotations
/// together (layer-wise objectives: scaled to unit norm).
double prepare(const LearnRequest& request, const LearnedRotations& r, LossAndGradient& g) {
  const at::NoGradGuard no_gradient;
  if (request.clip_norm == "tangent" || is_layer_wise(request)) {
    g.r1 = tangent(r.r1, g.r1);
    for (std::size_t i = 0; i < g.r2.size(); ++i) g.r2[i] = tangent(r.r2[i], g.r2[i]);
  }
  double squares = g.r1.square().sum(at::kDouble).item<double>();
  for (const at::Tensor& m : g.r2) squares += m.square().sum(at::kDouble).item<double>();
  const double norm = std::sqrt(squares);
  double scale = std::min(1.0, request.gradient_clip / (norm + 1e-6));
  if (is_layer_wise(request)) scale = 1.0 / std::max(norm, 1e-12);
  g.r1 = g.r1 * scale;
  for (at::Tensor& m : g.r2) m = m * scale;
  return norm;
}

void add_momentum(double momentum, LearnedRotations& buffer, LossAndGradient& g) {
  const auto mix = [&](at::Tensor& kept, at::Tensor& now) {
    kept = kept.defined() ? momentum * kept + now : now;
    now = kept;
  };
  mix(buffer.r1, g.r1);
  buffer.r2.resize(g.r2.size());
  for (std::size_t i = 0; i < g.r2.size(); ++i) mix(buffer.r2[i], g.r2[i]);
}

double worst_orthogonality(const std::vector<at::Tensor>& matrices) {
  if (matrices.empty()) return 0.0;
  const at::Tensor all = at::stack(matrices).to(at::kDouble);
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
  while (state.next_step < request.steps) {
    const auto begin = std::chrono::steady_clock::now();
    LossAndGradient g = objective.evaluate(state.rotations, state.next_step, stop);
    const double norm = prepare(request, state.rotations, g);
    if (!std::isfinite(g.loss) || !std::isfinite(norm)) {
      return fail("the loss or its gradient is not a finite number at step " + std::to_string(state.next_step + 1),
                  "learning", "choose a smaller --lr and resume; the last checkpoint is kept");
    }
    if (request.momentum > 0) add_momentum(request.momentum, state.momentum, g);
    const double lr = scheduled_lr(request, state.next_step);
    const CayleyStep first = cayley_step(state.rotations.r1, g.r1, lr);
    state.rotations.r1 = first.r;
    for (std::size_t i = 0; i < g.r2.size(); ++i)
      state.rotations.r2[i] = cayley_step(state.rotations.r2[i], g.r2[i], lr).r;
    ++state.next_step;
    if (state.best_step == 0 || g.loss < state.best_loss) {
      state.best_loss = g.loss;
      state.best_step = state.next_step;
    }
    LearnStep step;
    step.step = state.next_step;
    step.steps = request.steps;
    step.loss = g.loss;
    step.gradient_norm = norm;
    step.lr = lr;
    step.alpha = first.alpha;
    step.orthogonality_r1 = worst_orthogonality({state.rotations.r1});
    step.orthogonality_r2 = worst_orthogonality(state.rotations.r2);
    step.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    step.tokens_per_second = static_cast<double>(g.tokens) / std::max(step.seconds, 1e-9);
    ROTOR_CHECK(observe(step, state));
  }
  return {};
}

}  // namespace rotorscope
