#include "core/model/tokenizer/merges_check.h"

#include <string>
#include <string_view>
#include <unordered_set>

namespace rotorscope {

Status check_merges(const TokenizerSpec& spec) {
  const std::unordered_set<std::string_view> known(spec.tokens.begin(), spec.tokens.end());
  for (const auto& [left, right] : spec.merges) {
    for (const std::string& text : {left, right, left + right}) {
      if (known.contains(text)) continue;
      return fail("the merge of \"" + left + "\" and \"" + right + "\" needs the token \"" + text +
                      "\", which is not in the vocabulary",
                  "merges", "vocabulary and merges belong to different models: fetch the tokenizer again");
    }
  }
  return {};
}

}  // namespace rotorscope
