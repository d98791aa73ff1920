// A multiple-choice question as text, whichever task it comes from.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rotorscope {

/// One choice: how likely is `continuation` after `context`? Both UTF-8; the continuation brings its leading space.
struct Choice {
  std::string context;
  std::string continuation;
  std::string label;           ///< what the task's answers call it, e.g. "0", "B" or "true"
  std::size_t characters = 0;  ///< Unicode characters that acc_norm divides by, the leading space not counted
};

struct Question {
  std::vector<Choice> choices;  ///< two at least
  std::size_t answer = 0;       ///< index of the right one
};

}  // namespace rotorscope
