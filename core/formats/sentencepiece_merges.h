// Merge rules for a vocabulary that has scores instead.
#pragma once

#include "core/model/tokenizer/tokenizer_spec.h"

#include <string>
#include <utility>
#include <vector>

namespace rotorscope {

/// SentencePiece's BPE joins the neighbours whose union is a token of the highest score. The same as ranked merges:
/// every way to split a token in two tokens, the highest scores first.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> sentencepiece_merges(const TokenizerSpec& spec);

}  // namespace rotorscope
