// From log-likelihoods to accuracies.
#pragma once

#include "core/eval/tasks/question.h"
#include "core/protocol/evaluate.h"

#include <span>

namespace rotorscope {

/// Counts right answers. A question is answered with the choice of the largest log-likelihood (`acc`), or of the
/// largest one a character (`acc_norm`); of equal ones, the first.
class ScoreSum {
 public:
  /// `log_likelihoods`: a value a choice, nats.
  void add(const Question& question, std::span<const double> log_likelihoods);
  /// Accuracies with their standard errors √(p(1−p)/(n−1)), 0 where n < 2.
  [[nodiscard]] TaskScore score() const;

 private:
  int count_ = 0, right_ = 0, right_normalized_ = 0;
};

}  // namespace rotorscope
