// Guards the CBOR reader, which calls itself for every level of nesting, against a message that is nothing but levels.
#pragma once

#include <string_view>

namespace rotorscope {

/// Whether the CBOR item at the start of `bytes` nests arrays and maps more than `limit` deep. Looks at structure only;
/// what is malformed counts as not deep and is left to the reader, which stops at the same place.
[[nodiscard]] bool cbor_is_deeper_than(std::string_view bytes, int limit);

}  // namespace rotorscope
