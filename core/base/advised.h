// What to do and where, for errors that were made too deep to know it.
#pragma once

#include "core/base/result.h"

#include <string>
#include <utility>

namespace rotorscope {

/// The result; its error with `hint` as what to do and `where` as the place, unless it names them itself.
template <class T>
[[nodiscard]] Result<T> advised(Result<T> result, const std::string& hint, const std::string& where = {}) {
  if (result) return result;
  Error error = std::move(result).error();
  if (error.cancelled) return tl::unexpected<Error>(std::move(error));
  if (error.hint.empty()) error.hint = hint;
  if (!where.empty() && error.where.find(where) == std::string::npos) {
    error.where = error.where.empty() ? where : where + ", " + error.where;
  }
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace rotorscope
