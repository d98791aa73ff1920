// A recorded function gives what plain calls give, or goes back to plain calls.
#include "core/rotation/recorded_function.h"

#include <functional>
#include <memory>
#include <stdexcept>

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using Tensors = RecordedFunction::Tensors;

/// A graph that does its work again, on whatever is in the memory that it was recorded with.
class Again final : public LaunchGraph {
 public:
  explicit Again(std::function<void()> work) : work_(std::move(work)) {}
  void replay() override { work_(); }

 private:
  std::function<void()> work_;
};

/// A graph that forgets to do anything.
class Idle final : public LaunchGraph {
 public:
  void replay() override {}
};

Recording recording(std::function<std::unique_ptr<LaunchGraph>(const std::function<void()>&)> make, std::string& log) {
  return {[make = std::move(make)](const std::function<void()>& work) {
            work();
            return make(work);
          },
          [&log](const std::string& line) { log += line; }};
}

Tensors squares_and_sum(const Tensors& inputs) { return {inputs[0].square(), inputs[0] + inputs[1]}; }

Tensors given(double a, double b) { return {at::full({3}, a), at::full({3}, b)}; }

void expect_right(RecordedFunction& function, double a, double b) {
  const Tensors found = function(given(a, b));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_FLOAT_EQ(found[0][0].item<float>(), static_cast<float>(a * a));
  EXPECT_FLOAT_EQ(found[1][2].item<float>(), static_cast<float>(a + b));
}

TEST(RecordedFunction, ReplaysWithNewInputsFromTheFourthCallOn) {
  int calls = 0;
  std::string log;
  RecordedFunction function(
      [&](const Tensors& inputs) {
        ++calls;
        return squares_and_sum(inputs);
      },
      recording([](const auto& work) { return std::make_unique<Again>(work); }, log));
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(function.is_replayed(), i > 3);
    expect_right(function, i, 2.0 * i);
  }
  // three plain ones, the recorded one, and three replays, which this stand-in does by calling
  EXPECT_EQ(calls, 7);
  EXPECT_TRUE(log.empty()) << log;
}

TEST(RecordedFunction, AResultStaysWhatItWasWhenTheNextIsMade) {
  std::string log;
  RecordedFunction function(squares_and_sum,
                            recording([](const auto& work) { return std::make_unique<Again>(work); }, log));
  for (int i = 1; i <= 3; ++i) function(given(i, i));
  const Tensors fourth = function(given(4, 0));
  function(given(5, 0));
  EXPECT_FLOAT_EQ(fourth[0][0].item<float>(), 16);
}

TEST(RecordedFunction, AGraphThatGivesSomethingElseIsNotUsed) {
  std::string log;
  RecordedFunction function(squares_and_sum, recording([](const auto&) { return std::make_unique<Idle>(); }, log));
  for (int i = 1; i <= 5; ++i) expect_right(function, i, -i);
  EXPECT_FALSE(function.is_replayed());
  EXPECT_THAT(log, ::testing::HasSubstr("its result differs"));
}

TEST(RecordedFunction, GoesOnWhereTheFirstReplayFailsOrGivesNoNumbers) {
  class Broken final : public LaunchGraph {
   public:
    void replay() override { throw std::runtime_error("an illegal memory access"); }
  };
  std::string log;
  RecordedFunction function(squares_and_sum, recording([](const auto&) { return std::make_unique<Broken>(); }, log));
  for (int i = 1; i <= 4; ++i) expect_right(function, i, 1);
  EXPECT_THAT(log, ::testing::HasSubstr("illegal memory access"));

  std::string other;
  int calls = 0;
  RecordedFunction undefined(
      [&](const Tensors& inputs) {
        Tensors found = squares_and_sum(inputs);
        if (++calls > 4) found[0].fill_(NAN);  // the replay's
        return found;
      },
      recording([](const auto& work) { return std::make_unique<Again>(work); }, other));
  for (int i = 1; i <= 3; ++i) undefined(given(i, 1));
  EXPECT_FALSE(undefined.is_replayed());
  EXPECT_FALSE(other.empty());
}

TEST(RecordedFunction, GoesOnWhereRecordingFails) {
  std::string log;
  RecordedFunction function(squares_and_sum,
                            recording(
                                [](const auto&) -> std::unique_ptr<LaunchGraph> {
                                  throw std::runtime_error("operation not permitted when stream is capturing\nmore");
                                },
                                log));
  for (int i = 1; i <= 4; ++i) expect_right(function, i, 1);
  EXPECT_FALSE(function.is_replayed());
  EXPECT_THAT(log, ::testing::AllOf(::testing::HasSubstr("not permitted when stream is capturing"),
                                    ::testing::Not(::testing::HasSubstr("more\n"))));
}

TEST(RecordedFunction, OtherShapesAndLongCallsGoThrough) {
  std::string log;
  RecordedFunction function(squares_and_sum,
                            recording([](const auto& work) { return std::make_unique<Again>(work); }, log));
  for (int i = 1; i <= 4; ++i) expect_right(function, i, 1);
  ASSERT_TRUE(function.is_replayed());
  const Tensors wide = function({at::full({7}, 3.0), at::ones({7})});
  EXPECT_EQ(wide[0].size(0), 7);
  expect_right(function, 6, 1);

  int recorded = 0;
  Recording slow{[&](const std::function<void()>&) {
                   ++recorded;
                   return std::make_unique<Idle>();
                 },
                 {},
                 0.0};
  RecordedFunction long_one(squares_and_sum, slow);
  for (int i = 1; i <= 4; ++i) expect_right(long_one, i, 1);
  EXPECT_EQ(recorded, 0);
}

}  // namespace
}  // namespace rotorscope
