// What a row of `rotor bench` makes of its measurements. Nothing here depends on how fast the machine is.
#include "core/bench/measure.h"

#include "core/bench/bench.h"
#include "tests/pipeline/tiny_workspace.h"

#include <chrono>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::HasSubstr;

BenchRow filled(Goal::Kind kind, double value, const std::vector<PairSeconds>& pairs) {
  BenchRow row;
  fill_in(row, {kind, value}, pairs);
  return row;
}

TEST(BenchRows, AtMostComparesOurTimeWithTheLimits) {
  const std::vector<PairSeconds> pairs{{3, 2}, {9, 3}, {4, 2}};
  const BenchRow row = filled(Goal::Kind::at_most, 2, pairs);
  EXPECT_DOUBLE_EQ(row.ratio, 2) << "the median of 1.5, 3 and 2";
  EXPECT_DOUBLE_EQ(row.ours_seconds, 4);
  EXPECT_DOUBLE_EQ(row.limit_seconds, 2);
  EXPECT_EQ(row.pairs, 3);
  EXPECT_EQ(row.goal, "≤ 2");
  EXPECT_TRUE(row.goal_met) << "the goal itself counts as met";
  EXPECT_FALSE(filled(Goal::Kind::at_most, 1.99, pairs).goal_met);
}

TEST(BenchRows, AtLeastComparesTheLimitsTimeWithOurs) {
  const std::vector<PairSeconds> pairs{{1, 10}, {2, 16}};
  const BenchRow row = filled(Goal::Kind::at_least, 9, pairs);
  EXPECT_DOUBLE_EQ(row.ratio, 9) << "between 10 and 8";
  EXPECT_EQ(row.goal, "≥ 9");
  EXPECT_TRUE(row.goal_met);
  EXPECT_FALSE(filled(Goal::Kind::at_least, 9.01, pairs).goal_met);
}

TEST(BenchRows, WithoutAGoalTheRatioIsOnlyToBeKnown) {
  const BenchRow row = filled(Goal::Kind::none, 100, {{3, 2}});
  EXPECT_DOUBLE_EQ(row.ratio, 1.5);
  EXPECT_EQ(row.goal, "");
  EXPECT_FALSE(row.goal_met);
}

TEST(BenchRows, GoalsKeepTheirFraction) {
  EXPECT_EQ((Goal{Goal::Kind::at_most, 1.15}.text()), "≤ 1.15");
  EXPECT_EQ((Goal{Goal::Kind::at_least, 1.6}.text()), "≥ 1.6");
}

TEST(BenchTurns, AreTakenInTurnsAfterBothAreWarm) {
  std::string order;
  const Pair pair{[&]() -> Status {
                    order += 'o';
                    return {};
                  },
                  [&]() -> Status {
                    order += 'l';
                    return {};
                  }};
  const auto pairs = measure_in_turns(pair, 1e-9, {});
  ASSERT_TRUE(pairs);
  ASSERT_FALSE(pairs->empty());
  ASSERT_EQ(order.size(), 2 * (pairs->size() + 1));
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i % 2 == 0 ? 'o' : 'l');
}

TEST(BenchTurns, MeasureThreePairsUnlessThatTakesFiveTimesTheBudget) {
  const auto nothing = []() -> Status { return {}; };
  const auto quick = measure_in_turns({nothing, nothing}, 0.2, {});
  ASSERT_TRUE(quick);
  EXPECT_GE(quick->size(), 3U);
  const auto sleep = []() -> Status {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return {};
  };
  const auto slow = measure_in_turns({sleep, sleep}, 1e-4, {});
  ASSERT_TRUE(slow);
  EXPECT_EQ(slow->size(), 1U);
}

TEST(BenchTurns, ALimitCanBeATime) {
  int calls = 0;
  const auto pairs = measure_in_turns({[&]() -> Status {
                                         ++calls;
                                         return {};
                                       },
                                       {},
                                       0.25},
                                      1e-9, {});
  ASSERT_TRUE(pairs);
  EXPECT_EQ(static_cast<std::size_t>(calls), pairs->size() + 1);
  for (const PairSeconds& pair : *pairs) EXPECT_EQ(pair.limit, 0.25);
}

TEST(BenchTurns, ATurnOfSeveralPiecesIsCountedForOne) {
  const auto sleep = []() -> Status {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    return {};
  };
  const auto pairs = measure_in_turns({sleep, sleep, 0, 4000}, 1e-9, {});
  ASSERT_TRUE(pairs);
  for (const double seconds : {pairs->front().ours, pairs->front().limit}) {
    EXPECT_GE(seconds, 1e-5);
    EXPECT_LT(seconds, 0.04) << "of the whole turn";
  }
}

TEST(BenchTurns, PassErrorsOn) {
  const auto good = []() -> Status { return {}; };
  int left = 2;
  const auto bad = [&]() -> Status {
    if (--left > 0) return {};
    return fail("broken");
  };
  const auto pairs = measure_in_turns({good, bad}, 1, {});
  ASSERT_FALSE(pairs);
  EXPECT_EQ(pairs.error().what, "broken");
}

TEST(BenchTurns, StopWhenAsked) {
  std::stop_source source;
  const auto pairs = measure_in_turns({[&]() -> Status {
                                         source.request_stop();
                                         return {};
                                       },
                                       {},
                                       1},
                                      1, source.get_token());
  ASSERT_FALSE(pairs);
  EXPECT_TRUE(pairs.error().cancelled);
}

TEST(BenchNames, AreDifferent) {
  const auto names = bench_names();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

/// Rows that need no model, and what the request can get wrong.
class Bench : public ::testing::Test {
 protected:
  Result<BenchOutcome> run(const std::vector<std::string>& only, double seconds = 1e-4) {
    BenchRequest request;
    request.only = only;
    request.seconds = seconds;
    return bench(workspace_, request, report_, stop_.get_token());
  }
  Workspace workspace_;
  NoReport report_;
  std::stop_source stop_;
};

TEST_F(Bench, MeasuresTheRowsThatAreNamed) {
  const auto outcome = run({"hadamard-1536-copy-cached", "fake-quantize-1536-copy", "statistics-1536", "cayley-576"});
  ASSERT_TRUE(outcome) << outcome.error().message();
  ASSERT_EQ(outcome->rows.size(), 6U);
  EXPECT_GE(outcome->threads, 1);
  for (const BenchRow& row : outcome->rows) {
    EXPECT_GE(row.pairs, 1) << row.name;
    EXPECT_GT(row.ratio, 0) << row.name;
    EXPECT_FALSE(row.work.empty() || row.against.empty()) << row.name;
    EXPECT_EQ(row.goal.empty(), row.name.find("-cached") != std::string::npos) << row.name;
  }
}

TEST_F(Bench, SaysWhichNamesThereAre) {
  EXPECT_THAT(testing::message_of(run({"cayley-576", "flying"})), HasSubstr("flying"));
  EXPECT_THAT(testing::message_of(run({"flying"})), HasSubstr("cayley-576"));
  EXPECT_THAT(testing::message_of(run({"cayley-576"}, 0)), HasSubstr("--seconds"));
}

TEST_F(Bench, CanBeCancelled) {
  stop_.request_stop();
  const auto outcome = run({"cayley-576"});
  ASSERT_FALSE(outcome);
  EXPECT_TRUE(outcome.error().cancelled);
}

class BenchOnAModel : public testing::TinyWorkspace {};

TEST_F(BenchOnAModel, MeasuresPassesAndOpening) {
  BenchRequest request;
  request.model = testing::tiny_model();
  request.text = text_;
  request.only = {"perplexity", "learn", "open"};
  request.seconds = 1e-4;
  const auto outcome = bench(workspace_, request, report_, {});
  ASSERT_TRUE(outcome) << outcome.error().message();
  ASSERT_EQ(outcome->rows.size(), 4U);
  for (const BenchRow& row : outcome->rows) {
    EXPECT_NE(row.pairs > 0, !row.reason.empty()) << row.name;
    if (row.name != "perplexity-bf16") {
      EXPECT_GT(row.pairs, 0) << row.name;
    }
  }
}

TEST_F(BenchOnAModel, NeedsAWindowOfText) {
  BenchRequest request;
  request.model = testing::tiny_model();
  request.text.ids_file = folder_.file("short.txt", testing::tiny_ids(100)).string();
  request.only = {"learn"};
  EXPECT_THAT(testing::message_of(bench(workspace_, request, report_, {})), HasSubstr("100 tokens"));
}

}  // namespace
}  // namespace rotorscope
