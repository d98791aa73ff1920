// The pre-tokenizers that GGUF files know by name (tokenizer.ggml.pre).
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rotorscope {

struct NamedPreTokenizer {
  std::vector<SplitRule> rules;
  bool ignore_merges = false;  ///< TokenizerSpec::ignore_merges of this name's models
  bool add_bos = false;        ///< where the metadata does not say
  Normalization normalization = Normalization::none;
};

/// Errors: an unknown name.
Result<NamedPreTokenizer> named_pre_tokenizer(std::string_view name);

/// The first name whose rules are exactly these; nothing if there is none.
std::optional<std::string> pre_tokenizer_name(const std::vector<SplitRule>& rules);

}  // namespace rotorscope
