// The border between libtorch, which throws, and operations, which return Results.
#pragma once

#include "core/base/result.h"
#include "core/model/forward.h"

#include <new>
#include <string>

#include <c10/util/Exception.h>

namespace rotorscope {

/// The clear form of libtorch's message, whose sentence "Tried to allocate 2.00 GiB" says how much was asked for.
inline tl::unexpected<Error> out_of_gpu_memory(const std::string& message, const char* name) {
  const std::string marker = "Tried to allocate ";
  std::string asked;
  if (const auto at = message.find(marker); at != std::string::npos) {
    const auto begin = at + marker.size();
    asked = message.substr(begin, message.find(". ", begin) - begin);
  }
  return fail(
      "the GPU has not enough memory" + (asked.empty() ? "" : ": " + asked + " more were asked for"), name,
      "use shorter windows (--seq-len) or fewer of them (--batch), --dtype bf16, or --device cpu; `rotor devices` "
      "shows what is free");
}

inline tl::unexpected<Error> out_of_memory(const char* name) {
  return fail("there is not enough memory", name, "close other programs, or use fewer tokens or a smaller model");
}

/// What to do about an error that nobody foresaw.
inline constexpr const char* unexpected_hint = "please report how it came to this";

/// Calls `body` (which returns a Result) and turns what it throws into an Error of the operation `name`.
template <class Body>
auto guarded(const char* name, Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const Cancelled&) {
    return tl::unexpected<Error>(Error::cancellation());
  } catch (const std::bad_alloc&) {
    return out_of_memory(name);
  } catch (const c10::OutOfMemoryError& problem) {
    return out_of_gpu_memory(problem.what_without_backtrace(), name);
  } catch (const c10::Error& problem) {
    const std::string message = problem.what_without_backtrace();
    // libtorch's allocator on the CPU has no type of its own for it
    if (message.find("can't allocate memory") != std::string::npos) return out_of_memory(name);
    return fail(message, name, unexpected_hint);
  } catch (const std::exception& problem) {
    return fail(problem.what(), name, unexpected_hint);
  }
}

/// `body`, or where that runs out of a GPU's memory, `again`, once: what the first held is freed before.
template <class Body, class Again>
auto with_less_memory(Body body, Again again) -> decltype(body()) {
  try {
    return body();
  } catch (const c10::OutOfMemoryError&) {
    // What body's objects hold is freed with the exception.
  }
  return again();
}

}  // namespace rotorscope
