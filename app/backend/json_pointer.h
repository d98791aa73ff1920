// A message that may be large: parsed once on the reader's thread, then passed on without a copy.
#pragma once

#include <memory>

#include <nlohmann/json.hpp>

namespace rotorscope {

using JsonPointer = std::shared_ptr<const nlohmann::json>;

}  // namespace rotorscope
