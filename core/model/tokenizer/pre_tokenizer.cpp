#include "core/model/tokenizer/pre_tokenizer.h"

#include <utility>

namespace rotorscope {
namespace {

struct Part {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_match = false;
};

/// Cuts a text of `size` bytes at the matches; empty parts are kept, they matter to the merging behaviours.
void cut(std::size_t size, const std::vector<Regex::Span>& matches, bool invert, std::vector<Part>& parts) {
  parts.clear();
  std::size_t last = 0;
  for (const auto& match : matches) {
    if (match.begin > last) parts.push_back({last, match.begin, invert});
    parts.push_back({match.begin, match.end, !invert});
    last = match.end;
  }
  if (last < size) parts.push_back({last, size, invert});
}

/// Joins neighbouring parts as the behaviour says.
void join(SplitBehavior behavior, std::vector<Part>& parts) {
  std::vector<Part> joined;
  joined.reserve(parts.size());
  for (const Part& part : parts) {
    const bool after = !joined.empty();
    bool joins = false;
    if (behavior == SplitBehavior::contiguous) joins = after && joined.back().is_match == part.is_match;
    if (behavior == SplitBehavior::merged_with_previous) joins = after && part.is_match && !joined.back().is_match;
    if (behavior == SplitBehavior::merged_with_next) joins = after && joined.back().is_match && !part.is_match;
    if (joins) {
      joined.back().end = part.end;
      // A merged part takes no second neighbour: "a--b" with '-' gives "a-", "-", "b".
      if (behavior != SplitBehavior::contiguous) joined.back().is_match = part.is_match;
    } else {
      joined.push_back(part);
    }
  }
  parts = std::move(joined);
}

}  // namespace

Result<PreTokenizer> PreTokenizer::make(const std::vector<SplitRule>& rules) {
  PreTokenizer pre_tokenizer;
  for (const SplitRule& rule : rules) {
    ROTOR_TRY(auto regex, Regex::compile(rule.pattern, rule.literal));
    pre_tokenizer.steps_.push_back({std::move(regex), rule.behavior, rule.invert});
  }
  return pre_tokenizer;
}

Status PreTokenizer::split(std::string_view text, RegexScratch& scratch, std::vector<std::string_view>& words) const {
  words.clear();
  if (text.empty()) return {};
  words.push_back(text);
  std::vector<std::string_view> pieces;
  std::vector<Regex::Span> matches;
  std::vector<Part> parts;
  for (const Step& step : steps_) {
    pieces.swap(words);
    words.clear();
    for (const std::string_view piece : pieces) {
      ROTOR_CHECK(step.regex.find_all(piece, scratch, matches));
      cut(piece.size(), matches, step.invert, parts);
      if (step.behavior != SplitBehavior::isolated) join(step.behavior, parts);
      for (const Part& part : parts) {
        const bool dropped = part.is_match && step.behavior == SplitBehavior::removed;
        if (part.end > part.begin && !dropped) words.push_back(piece.substr(part.begin, part.end - part.begin));
      }
    }
  }
  return {};
}

}  // namespace rotorscope
