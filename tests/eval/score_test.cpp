// Accuracies from log-likelihoods that were chosen by hand.
#include "core/eval/tasks/score.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

Question question(std::size_t answer, std::array<std::size_t, 2> characters) {
  return {{{"", "", "0", characters[0]}, {"", "", "1", characters[1]}}, answer};
}

TEST(Scores, CountTheLargestAndTheLargestACharacter) {
  ScoreSum sum;
  EXPECT_EQ(sum.score().n, 0);
  sum.add(question(0, {10, 30}), std::array{-10.0, -15.0});  // −10 > −15, but −1 < −0.5
  EXPECT_EQ(sum.score().acc, 1);
  EXPECT_EQ(sum.score().acc_norm, 0);
  EXPECT_EQ(sum.score().acc_stderr, 0);
  sum.add(question(1, {10, 30}), std::array{-10.0, -15.0});
  sum.add(question(1, {5, 5}), std::array{-3.0, -2.0});
  sum.add(question(0, {5, 5}), std::array{-3.0, -2.0});
  const TaskScore score = sum.score();
  EXPECT_EQ(score.n, 4);
  EXPECT_DOUBLE_EQ(score.acc, 0.5);
  EXPECT_DOUBLE_EQ(score.acc_norm, 0.5);
  EXPECT_DOUBLE_EQ(score.acc_stderr, std::sqrt(0.25 / 3));
  EXPECT_DOUBLE_EQ(score.acc_norm_stderr, std::sqrt(0.25 / 3));
}

TEST(Scores, OfEqualChoicesTheFirstCounts) {
  ScoreSum sum;
  sum.add(question(0, {4, 4}), std::array{-2.0, -2.0});
  EXPECT_EQ(sum.score().acc, 1);
  sum.add(question(1, {4, 4}), std::array{-2.0, -2.0});
  EXPECT_EQ(sum.score().acc, 0.5);
  EXPECT_EQ(sum.score().acc_norm, 0.5);
}

TEST(Scores, AChoiceWithoutCharactersIsNotTaken) {
  ScoreSum sum;
  sum.add(question(1, {0, 7}), std::array{-1.0, -70.0});
  EXPECT_EQ(sum.score().acc, 0);
  EXPECT_EQ(sum.score().acc_norm, 1);
}

}  // namespace
}  // namespace rotorscope
