#include "core/base/result.h"

namespace rotorscope {

std::string Error::message() const {
  std::string line = where.empty() ? what : where + ": " + what;
  if (!hint.empty()) line += " (" + hint + ")";
  return line;
}

}  // namespace rotorscope
