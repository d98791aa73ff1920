// The steps of a tokenizer.json around its merges: normalizer, pre-tokenizer, post-processor.
#pragma once

#include "core/base/result.h"
#include "core/model/tokenizer/tokenizer_spec.h"

#include <nlohmann/json_fwd.hpp>

namespace rotorscope {

/// Fills kind, normalization, split rules, space prefix, BOS and EOS from the members normalizer, pre_tokenizer and
/// post_processor of a tokenizer.json. Errors: a step of a kind, or an order of steps, that is not supported, by name.
Status read_hf_pipeline(const nlohmann::json& root, TokenizerSpec& spec);

}  // namespace rotorscope
