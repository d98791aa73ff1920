// The border between libtorch, which throws, and operations, which return Results.
#pragma once

#include "core/base/result.h"
#include "core/model/forward.h"

#include <new>
#include <string>

#include <c10/util/Exception.h>

namespace rotorscope {

/// Calls `body` (which returns a Result) and turns what it throws into an Error of the operation `name`.
template <class Body>
auto guarded(const char* name, Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const Cancelled&) {
    return tl::unexpected<Error>(Error::cancellation());
  } catch (const std::bad_alloc&) {
    return fail("there is not enough memory", name, "close other programs, or use fewer tokens or a smaller model");
  } catch (const c10::Error& problem) {
    return fail(problem.what_without_backtrace(), name);
  } catch (const std::exception& problem) {
    return fail(problem.what(), name);
  }
}

}  // namespace rotorscope
