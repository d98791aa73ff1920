#include "core/eval/tasks/encoded_choice.h"

#include "core/model/tokenizer/unicode_text.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace rotorscope {
namespace {

/// Bytes of white space at the end.
std::size_t trailing_space(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0) {
    const Character last = character_before(text, end);
    if (!is_white_space(last.code)) break;
    end -= last.length;
  }
  return text.size() - end;
}

}  // namespace

Result<EncodedChoice> encode_choice(const Tokenizer& tokenizer, const Choice& choice, std::size_t max_tokens) {
  const std::string_view context =
      std::string_view(choice.context).substr(0, choice.context.size() - trailing_space(choice.context));
  ROTOR_TRY(std::vector<TokenId> whole, tokenizer.encode(choice.context + choice.continuation, false));
  std::size_t split = 0;
  if (context.empty()) {
    const auto first = tokenizer.bos() ? tokenizer.bos() : tokenizer.eos();
    if (!first) return fail("the context is empty, and the model has neither a BOS nor an EOS token to stand for it");
    whole.insert(whole.begin(), *first);
    split = 1;
  } else {
    ROTOR_TRY(const auto context_ids, tokenizer.encode(context, false));
    split = context_ids.size();
  }
  if (whole.size() <= split) {
    return fail("a choice has no token of its own after its context", "",
                "the text is empty or this model's tokenizer joins it to what stands before");
  }
  EncodedChoice encoded;
  encoded.targets.assign(whole.begin() + static_cast<std::ptrdiff_t>(split), whole.end());
  if (encoded.targets.size() > max_tokens) {
    return fail("a choice has " + std::to_string(encoded.targets.size()) + " tokens, more than the " +
                    std::to_string(max_tokens) + " of the model's context",
                "", "leave the question out");
  }
  const std::size_t cut = whole.size() - 1 > max_tokens ? whole.size() - 1 - max_tokens : 0;
  encoded.input.assign(whole.begin() + static_cast<std::ptrdiff_t>(cut), whole.end() - 1);
  return encoded;
}

Result<std::vector<ScoredRow>> scored_rows(const Tokenizer& tokenizer, const Question& question,
                                           std::size_t max_tokens) {
  std::vector<EncodedChoice> encoded;
  for (const Choice& choice : question.choices) {
    ROTOR_TRY(EncodedChoice one, encode_choice(tokenizer, choice, max_tokens));
    encoded.push_back(std::move(one));
  }
  std::vector<std::size_t> longest_first(encoded.size());
  std::iota(longest_first.begin(), longest_first.end(), std::size_t{0});
  std::ranges::stable_sort(longest_first, std::greater{}, [&](std::size_t i) { return encoded[i].input.size(); });
  std::vector<ScoredRow> rows;
  for (const std::size_t i : longest_first) {
    EncodedChoice& choice = encoded[i];
    ScoredRow::Part part{i, choice.input.size() - choice.targets.size(), std::move(choice.targets)};
    const auto covering = std::ranges::find_if(rows, [&](const ScoredRow& row) {
      return std::equal(choice.input.begin(), choice.input.end(), row.input.begin());  // no row is shorter
    });
    if (covering != rows.end()) {
      covering->parts.push_back(std::move(part));
    } else {
      rows.push_back({std::move(choice.input), {std::move(part)}});
    }
  }
  return rows;
}

}  // namespace rotorscope
