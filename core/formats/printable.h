// Text out of a file is not trusted: before it goes into a message or a JSON frame it is made short, printable UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rotorscope {

/// `text` with control bytes and malformed UTF-8 replaced by '?', cut after about `limit` bytes ("…" marks the cut).
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 120);

}  // namespace rotorscope
