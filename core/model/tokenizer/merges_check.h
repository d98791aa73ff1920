// Whether a file's merges belong to its vocabulary.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

namespace rotorscope {

/// A merge of tokens that are not there, or into one that is not, means the vocabulary of another model: the text would
/// be split in ways that the network never saw. transformers refuses such a file, too. Error: the first such merge.
Status check_merges(const TokenizerSpec& spec);

}  // namespace rotorscope
