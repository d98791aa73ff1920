#include "core/model/tokenizer/merges_check.h"

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace rotorscope {

Status check_merges(const TokenizerSpec& spec) {
  const std::unordered_set<std::string_view> known(spec.tokens.begin(), spec.tokens.end());
  for (const auto& [left, right] : spec.merges) {
    for (const std::string& text : {left, right, left + right}) {
      if (known.contains(text)) continue;
      std::string what = "a merge needs the token \"";
      what.append(text).append("\", which is not in the vocabulary");
      return fail(std::move(what), "merges",
                  "vocabulary and merges belong to different models: fetch the tokenizer again");
    }
  }
  return {};
}

}  // namespace rotorscope
