// Zero-shot tasks: which choice does the network find most likely (numerics.md §5)?
#pragma once

#include "core/eval/perplexity.h"
#include "core/eval/tasks/encoded_choice.h"
#include "core/eval/tasks/question.h"
#include "core/protocol/evaluate.h"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace rotorscope {

/// A task ready for the network.
struct EncodedTask {
  std::string name;
  std::vector<Question> questions;
  std::vector<std::vector<ScoredRow>> rows;  ///< a question
  /// Tokens of the longest row.
  [[nodiscard]] std::int64_t longest() const;
};

/// Tokenizes every question. Errors as scored_rows, and token ids outside the vocabulary, with the question's number.
/// Throws Cancelled.
Result<EncodedTask> encode_task(std::string name, std::vector<Question> questions, const Tokenizer& tokenizer,
                                const ModelConfig& config, const std::stop_token& stop);

struct ZeroShotResult {
  TaskScore score;
  std::vector<std::vector<double>> log_likelihoods;  ///< nats, a question and choice
};

/// Rows go through the network together up to so many tokens, where one is not longer.
inline constexpr std::int64_t zero_shot_batch_tokens = 1024;

/// Log-likelihoods of all choices and what they score. Rows of like length go through the network together, padded on
/// the right, which a causal network whose quantizers work a token at a time does not notice; logits are computed for
/// the continuations' positions alone. `seen` is called after each batch. Throws Cancelled.
ZeroShotResult zero_shot(const Runnable& network, const EncodedTask& task,
                         const std::function<void(const TaskPartial&)>& seen, const std::stop_token& stop);

}  // namespace rotorscope
