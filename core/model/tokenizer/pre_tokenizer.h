// Splits text into the words that merges never cross.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/regex.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <string_view>
#include <vector>

namespace rotorscope {

/// Split rules applied one after another, each to the pieces that the rule before it left, as Hugging Face tokenizers
/// and llama.cpp do.
class PreTokenizer {
 public:
  /// Errors: a pattern that does not compile.
  static Result<PreTokenizer> make(const std::vector<SplitRule>& rules);

  /// The words of `text` (valid UTF-8) in order, as views into it; none is empty. Errors: those of Regex::find_all.
  Status split(std::string_view text, RegexScratch& scratch, std::vector<std::string_view>& words) const;

 private:
  struct Step {
    Regex regex;
    SplitBehavior behavior = SplitBehavior::isolated;
    bool invert = false;
  };
  std::vector<Step> steps_;
};

}  // namespace rotorscope
