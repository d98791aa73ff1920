// The learner itself, on objectives whose answers are known.
#include "core/rotation/learner.h"

#include "core/model/forward.h"
#include "core/rotation/cayley.h"

#include <cmath>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

/// |R − target|² / 2; `broken` steps give what `loss` says instead.
class Towards final : public Objective {
 public:
  explicit Towards(at::Tensor target) : target_(std::move(target)) {}
  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token&) override {
    double loss = 0.5 * (r.r1 - target_).square().sum().item<double>();
    if (step >= broken_from && step < broken_until) loss = broken_loss;
    return {loss, r.r1 - target_, {}, {}, {}, 1};
  }
  std::optional<double> held_out(const LearnedRotations& r, const std::stop_token&) override {
    if (!holds_out) return std::nullopt;
    return (r.r1 - target_).square().sum().item<double>();
  }
  bool holds_out = false;
  int broken_from = 0, broken_until = 0;
  double broken_loss = 0;

 private:
  at::Tensor target_;
};

at::Tensor turned(double angle) {
  at::Tensor r = at::eye(4, at::kFloat);
  r[0][0] = r[1][1] = std::cos(angle);
  r[0][1] = -std::sin(angle);
  r[1][0] = std::sin(angle);
  return r;
}

struct Learned {
  LearnerState state;
  std::vector<LearnStep> steps;
  std::vector<std::string> log;
  Status status;
};

Learned learned(Objective& objective, LearnRequest request) {
  Learned result;
  result.state.rotations.r1 = at::eye(4, at::kFloat);
  result.status = run_learner(
      objective, request, result.state,
      [&](const LearnStep& step, const LearnerState&) -> Status {
        result.steps.push_back(step);
        return {};
      },
      never_stopped(), [&](const std::string& line) { result.log.push_back(line); });
  return result;
}

LearnRequest request_of(int steps, double lr) {
  LearnRequest r;
  r.steps = steps;
  r.lr = lr;
  r.schedule = "constant";
  return resolve_defaults(r);
}

TEST(Learner, ReachesARotation) {
  Towards objective(turned(0.7));
  const Learned result = learned(objective, request_of(200, 0.05));
  ASSERT_TRUE(result.status) << result.status.error().message();
  EXPECT_LT(result.steps.back().loss, 1e-3);
  EXPECT_EQ(result.state.step_backs, 0);
}

TEST(Learner, StepsBackFromARisingLossAndGoesOn) {
  Towards objective(turned(0.7));
  objective.broken_from = 20;
  objective.broken_until = 26;
  objective.broken_loss = 50;
  const Learned result = learned(objective, request_of(150, 0.05));
  ASSERT_TRUE(result.status) << result.status.error().message();
  EXPECT_GE(result.state.step_backs, 1);
  EXPECT_LT(result.state.lr_factor, 1.0);
  EXPECT_FALSE(result.log.empty());
  EXPECT_LT(result.steps.back().loss, 0.05);
}

TEST(Learner, StepsBackFromNan) {
  Towards objective(turned(0.7));
  objective.broken_from = 10;
  objective.broken_until = 11;
  objective.broken_loss = NAN;
  const Learned result = learned(objective, request_of(100, 0.05));
  ASSERT_TRUE(result.status) << result.status.error().message();
  EXPECT_EQ(result.state.step_backs, 1);
  EXPECT_TRUE(result.state.rotations.r1.isfinite().all().item<bool>());
}

TEST(Learner, EndsAtOnceWhereTheStartHasNoLoss) {
  Towards objective(turned(0.7));
  objective.broken_until = 1000;
  objective.broken_loss = NAN;
  const Learned result = learned(objective, request_of(100, 0.05));
  ASSERT_FALSE(result.status);
  EXPECT_NE(result.status.error().message().find("first step"), std::string::npos);
  EXPECT_TRUE(result.steps.empty());
}

TEST(Learner, EndsWhereItAlwaysDiverges) {
  Towards objective(turned(0.7));
  objective.broken_from = 1;
  objective.broken_until = 1000;
  objective.broken_loss = NAN;
  const Learned result = learned(objective, request_of(100, 0.05));
  ASSERT_FALSE(result.status);
  EXPECT_NE(result.status.error().message().find("--lr"), std::string::npos);
}

TEST(Learner, KeepsWhatIsBestOnTheHeldOut) {
  Towards objective(turned(0.7));
  objective.holds_out = true;
  LearnRequest request = request_of(40, 0.05);
  request.holdout_every = 4;
  const Learned result = learned(objective, request);
  ASSERT_TRUE(result.status);
  EXPECT_LT(result.state.best_held_out, result.state.held_out_start);
  EXPECT_NEAR(result.state.best_held_out, *objective.held_out(result.state.best, never_stopped()), 1e-6);
  for (std::size_t i = 0; i < result.steps.size(); ++i) {
    EXPECT_EQ(result.steps[i].held_out_loss >= 0, (i + 1) % 4 == 0) << i;
  }
}

TEST(Learner, MomentumIsMomentum) {
  Towards plain(turned(0.7));
  Towards heavy(turned(0.7));
  LearnRequest request = request_of(10, 0.005);
  const double without = learned(plain, request).steps.back().loss;
  request.momentum = 0.8;
  EXPECT_LT(learned(heavy, request).steps.back().loss, without);
}

TEST(Learner, ReprojectionKeepsTheRotation) {
  Towards one(turned(0.7));
  Towards other(turned(0.7));
  LearnRequest request = request_of(30, 0.05);
  const Learned without = learned(one, request);
  request.reproject = 1.0;
  Learned with;
  with.state.rotations.r1 = at::eye(4, at::kFloat);
  with.state.rotations.r2 = {at::eye(4, at::kFloat)};
  with.status = run_learner(
      other, request, with.state, [](const LearnStep&, const LearnerState&) -> Status { return {}; }, never_stopped());
  ASSERT_TRUE(with.status);
  EXPECT_TRUE(with.state.rotations.r1.allclose(without.state.rotations.r1, 1e-3, 1e-3));
  const at::Tensor r = with.state.rotations.r1.to(at::kDouble);
  EXPECT_LT((at::matmul(r, r.t()) - at::eye(4, at::kDouble)).abs().max().item<double>(), 1e-6);
}

}  // namespace
}  // namespace rotorscope
