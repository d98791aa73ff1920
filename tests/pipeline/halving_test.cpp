// What happens where a GPU's memory is not enough, with an objective that says so.
#include "core/pipeline/guard.h"
#include "core/rotation/halving_objective.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

[[noreturn]] void run_out(const char* size) {
  throw c10::OutOfMemoryError({__func__, __FILE__, 1}, std::string("CUDA out of memory. Tried to allocate ") + size +
                                                           " GiB. GPU 0 has a total capacity of 79.11 GiB");
}

/// The mean of the values that a step's windows stand for; throws where it has more windows than fit.
class Mean final : public Objective {
 public:
  Mean(int batch, int fitting, std::vector<int>& seen) : batch_(batch), fitting_(fitting), seen_(seen) {}
  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token&) override {
    if (batch_ > fitting_) run_out("2.50");
    LossAndGradient g;
    g.r1 = at::zeros_like(r.r1);
    g.r2 = {at::zeros({2, 2})};
    for (int b = 0; b < batch_; ++b) {
      const int window = step * batch_ + b;
      seen_.push_back(window);
      g.loss += static_cast<double>(window) / batch_;
      g.r1 += static_cast<double>(window) / batch_;
      g.r2[0] += 2.0 * window / batch_;
      g.tokens += 10;
    }
    return g;
  }
  std::optional<double> held_out(const LearnedRotations&, const std::stop_token&) override { return std::nullopt; }

 private:
  int batch_, fitting_;
  std::vector<int>& seen_;
};

struct Trial {
  std::vector<int> seen;      // windows looked at
  std::vector<int> relieved;  // batches that were told
  std::unique_ptr<Objective> objective;
  LearnedRotations r{at::eye(3), {at::eye(2)}, {}, {}};

  Trial(int batch, int fitting) {
    objective = halving_objective([this, fitting](int b) { return std::make_unique<Mean>(b, fitting, seen); }, batch,
                                  [this](int b) { relieved.push_back(b); });
  }
  LossAndGradient step(int step) { return objective->evaluate(r, step, never_stopped()); }
};

TEST(Halving, LeavesAloneWhatFits) {
  Trial trial(4, 4);
  EXPECT_DOUBLE_EQ(trial.step(2).loss, 9.5);
  EXPECT_THAT(trial.seen, ElementsAre(8, 9, 10, 11));
  EXPECT_TRUE(trial.relieved.empty());
}

TEST(Halving, TakesTheSameWindowsInTwoParts) {
  Trial whole(4, 4);
  Trial halved(4, 2);
  for (int step : {1, 2}) {
    const LossAndGradient expected = whole.step(step);
    const LossAndGradient g = halved.step(step);
    EXPECT_DOUBLE_EQ(g.loss, expected.loss);
    EXPECT_EQ(g.tokens, expected.tokens);
    EXPECT_TRUE(at::allclose(g.r1, expected.r1));
    ASSERT_EQ(g.r2.size(), 1U);
    EXPECT_TRUE(at::allclose(g.r2[0], expected.r2[0]));
  }
  EXPECT_EQ(halved.seen, whole.seen);
  EXPECT_THAT(halved.relieved, ElementsAre(2)) << "once, not at every step";
}

TEST(Halving, GoesToSingleWindowsWhereTheNumberIsOdd) {
  Trial trial(3, 1);
  EXPECT_DOUBLE_EQ(trial.step(1).loss, 4.0);
  EXPECT_THAT(trial.seen, ElementsAre(3, 4, 5));
  EXPECT_THAT(trial.relieved, ElementsAre(1));
}

TEST(Halving, AccumulatesInPartsFromTheStartWhereAsked) {
  std::vector<int> seen;
  const auto objective = halving_objective([&](int b) { return std::make_unique<Mean>(b, 2, seen); }, 6,
                                           [](int) { FAIL() << "nothing was too large"; }, 2);
  const LearnedRotations r{at::eye(3), {at::eye(2)}, {}, {}};
  EXPECT_DOUBLE_EQ(objective->evaluate(r, 1, never_stopped()).loss, 8.5);
  EXPECT_THAT(seen, ElementsAre(6, 7, 8, 9, 10, 11));
}

TEST(Halving, HalvesOnceOnly) {
  Trial trial(8, 2);
  EXPECT_THROW(trial.step(0), c10::OutOfMemoryError);
  EXPECT_THROW(trial.step(0), c10::OutOfMemoryError) << "and stays so";
  EXPECT_THAT(trial.relieved, ElementsAre(4));
}

TEST(Halving, CannotHalveOneWindow) {
  Trial trial(1, 0);
  EXPECT_THROW(trial.step(0), c10::OutOfMemoryError);
  EXPECT_TRUE(trial.relieved.empty());
}

TEST(OutOfMemory, BecomesAnErrorThatSaysHowMuchAndWhatToDo) {
  const auto failed = guarded("learn", []() -> Status { run_out("2.50"); });
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message(), AllOf(HasSubstr("2.50 GiB more were asked for"), HasSubstr("--batch"),
                                              HasSubstr("--device cpu"), HasSubstr("learn")));
}

TEST(OutOfMemory, IsTriedAgainOnceWithLess) {
  int first = 0;
  int second = 0;
  const auto body = [&]() -> Result<int> {
    ++first;
    run_out("1.00");
  };
  const auto value = with_less_memory(body, [&]() -> Result<int> {
    ++second;
    return 7;
  });
  EXPECT_EQ(*value, 7);
  EXPECT_EQ(first + second, 2);
  EXPECT_THROW(with_less_memory(body, body), c10::OutOfMemoryError);
}

}  // namespace
}  // namespace rotorscope
