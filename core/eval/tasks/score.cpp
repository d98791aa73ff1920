#include "core/eval/tasks/score.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rotorscope {
namespace {

std::size_t largest(std::span<const double> values) {
  return static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
}

double standard_error(double p, int n) { return n > 1 ? std::sqrt(p * (1 - p) / (n - 1)) : 0; }

}  // namespace

void ScoreSum::add(const Question& question, std::span<const double> log_likelihoods) {
  std::vector<double> normalized;
  for (std::size_t i = 0; i < log_likelihoods.size(); ++i) {
    // A choice without characters becomes −∞ and is not taken.
    normalized.push_back(log_likelihoods[i] / static_cast<double>(question.choices[i].characters));
  }
  ++count_;
  if (largest(log_likelihoods) == question.answer) ++right_;
  if (largest(normalized) == question.answer) ++right_normalized_;
}

TaskScore ScoreSum::score() const {
  TaskScore score;
  if (count_ == 0) return score;
  score.acc = static_cast<double>(right_) / count_;
  score.acc_norm = static_cast<double>(right_normalized_) / count_;
  score.n = count_;
  score.acc_stderr = standard_error(score.acc, count_);
  score.acc_norm_stderr = standard_error(score.acc_norm, count_);
  return score;
}

}  // namespace rotorscope
