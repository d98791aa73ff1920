// Errors as values. An error is made where it happens, carried by Result, and handled exactly once: shown to the user.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace rotorscope {

/// Why an operation failed, in words for the user.
struct Error {
  std::string what;   ///< what went wrong, e.g. "the tensor data ends after the end of the file"
  std::string where;  ///< which file, tensor, option or layer; may be empty
  std::string hint;   ///< what to do next; may be empty
  bool cancelled = false;

  /// One line: "where: what (hint)".
  [[nodiscard]] std::string message() const;
  static Error cancellation() { return {"cancelled", "", "", true}; }
};

/// Either a T or the Error that says why there is none.
template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

/// `return fail("what", "where", "hint");` from any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> fail(std::string what, std::string where = {}, std::string hint = {}) {
  return tl::unexpected<Error>(Error{std::move(what), std::move(where), std::move(hint)});
}

}  // namespace rotorscope

// Passes an error on: ROTOR_TRY(auto model, open(path)); needs a function that itself returns a Result.
#define ROTOR_CONCAT_(a, b) a##b
#define ROTOR_CONCAT(a, b) ROTOR_CONCAT_(a, b)
#define ROTOR_TRY_(temporary, target, expression)                                             \
  auto temporary = (expression);                                                              \
  if (!temporary) return ::tl::unexpected<::rotorscope::Error>(std::move(temporary).error()); \
  target = std::move(*temporary)
#define ROTOR_TRY(target, expression) ROTOR_TRY_(ROTOR_CONCAT(rotor_try_, __LINE__), target, expression)
#define ROTOR_CHECK(expression)                                                      \
  do {                                                                               \
    if (auto rotor_check_ = (expression); !rotor_check_)                             \
      return ::tl::unexpected<::rotorscope::Error>(std::move(rotor_check_).error()); \
  } while (false)
