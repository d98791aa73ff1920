// The next token's logits: the quickest look at what a rotation or a quantizer does to the output.
#pragma once

#include "core/protocol/common.h"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

struct LogitsRequest {
  RuntimeOptions runtime;
  std::string model;
  std::vector<std::int64_t> ids;  ///< or
  std::string text;
  RotationSpec rotation;
  QuantSpec quant;
  int top = 10;
  std::string out;  ///< .safetensors for the logits of all positions; empty: none
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LogitsRequest, runtime, model, ids, text, rotation, quant, top, out)

struct TokenLogit {
  std::int64_t id = 0;
  std::string token;
  double logit = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TokenLogit, id, token, logit)

struct LogitsOutcome {
  std::vector<std::int64_t> ids;
  std::vector<TokenLogit> top;  ///< of the last position, largest first
  std::string logits_file;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LogitsOutcome, ids, top, logits_file)

}  // namespace rotorscope
