// A choice as the token ids that the network reads and those that it is asked for.
#pragma once

#include "core/base/result.h"
#include "core/eval/tasks/question.h"
#include "core/model/tokenizer/tokenizer.h"

#include <cstddef>
#include <vector>

namespace rotorscope {

struct EncodedChoice {
  std::vector<TokenId> input;    ///< context and continuation without the last token, which predicts nothing
  std::vector<TokenId> targets;  ///< the continuation; predicted by the last targets.size() positions of `input`
};

/// Context and continuation tokenized whole, without BOS, and split at the context's token count; trailing spaces of
/// the context go to the continuation; an empty context is the model's BOS, or else EOS, token. The input is cut on the
/// left to `max_tokens`. As lm-evaluation-harness does. Errors: a continuation that has no token of its own or more
/// than `max_tokens`; an empty context and neither BOS nor EOS; the tokenizer's.
Result<EncodedChoice> encode_choice(const Tokenizer& tokenizer, const Choice& choice, std::size_t max_tokens);

/// One row of a batch, and which choices it scores: those whose input it begins with (a causal network computes them on
/// the way), as where the answers are one token each.
struct ScoredRow {
  struct Part {
    std::size_t choice;            ///< of the question
    std::size_t from;              ///< position in `input` that predicts the first target
    std::vector<TokenId> targets;  ///< consecutive
  };
  std::vector<TokenId> input;
  std::vector<Part> parts;
};

/// As few rows as score all choices of a question. Errors as encode_choice.
Result<std::vector<ScoredRow>> scored_rows(const Tokenizer& tokenizer, const Question& question,
                                           std::size_t max_tokens);

}  // namespace rotorscope
