#include "core/protocol/cbor_depth.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rotorscope {
namespace {

constexpr std::uint64_t until_break = ~std::uint64_t{0};

// RFC 8949, section 3: an item's first byte is 3 bits of major type and 5 bits of additional information.
enum Major : unsigned { text_or_bytes_first = 2, text_or_bytes_last = 3, array = 4, map = 5, tag = 6 };

struct Head {
  unsigned major = 0;
  bool indefinite = false;
  std::uint64_t argument = 0;
};

/// Reads an item's head at `at` and moves behind it; false where the bytes end or are no head.
bool read_head(std::string_view bytes, std::size_t& at, Head& head) {
  if (at >= bytes.size()) return false;
  const auto first = static_cast<unsigned char>(bytes[at++]);
  head.major = first >> 5U;
  const unsigned information = first & 31U;
  head.indefinite = information == 31;
  head.argument = information;
  if (information < 24 || head.indefinite) return true;
  if (information > 27) return false;
  const std::size_t width = std::size_t{1} << (information - 24);
  if (bytes.size() - at < width) return false;
  head.argument = 0;
  for (std::size_t i = 0; i < width; ++i) {
    head.argument = (head.argument << 8U) | static_cast<unsigned char>(bytes[at++]);
  }
  return true;
}

}  // namespace

bool cbor_is_deeper_than(std::string_view bytes, int limit) {
  std::vector<std::uint64_t> left = {1};  // items still to come, a level each
  std::size_t at = 0;
  while (!left.empty()) {
    if (left.back() == 0) {
      left.pop_back();
      continue;
    }
    Head head;
    if (!read_head(bytes, at, head)) return false;
    if (head.major == 7 && head.indefinite) {  // the break that ends an item of unknown length
      if (left.back() != until_break) return false;
      left.pop_back();
      continue;
    }
    if (left.back() != until_break && head.major != tag) --left.back();
    if (head.major >= text_or_bytes_first && head.major <= text_or_bytes_last && !head.indefinite) {
      if (bytes.size() - at < head.argument) return false;
      at += static_cast<std::size_t>(head.argument);
    } else if ((head.major >= text_or_bytes_first && head.major <= map)) {
      if (left.size() > static_cast<std::size_t>(limit)) return true;
      if (!head.indefinite && head.argument > bytes.size()) return false;
      left.push_back(head.indefinite ? until_break : head.argument * (head.major == map ? 2 : 1));
    }
  }
  return false;
}

}  // namespace rotorscope
