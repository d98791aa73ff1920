#include "core/base/byte_size.h"

#include <charconv>
#include <cmath>
#include <map>

namespace rotorscope {

Result<std::int64_t> parse_bytes(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  const std::string unit(at, end);
  static const std::map<std::string, int> shifts = {{"", 0},     {"B", 0},  {"K", 10},   {"KiB", 10}, {"M", 20},
                                                    {"MiB", 20}, {"G", 30}, {"GiB", 30}, {"T", 40},   {"TiB", 40}};
  const auto shift = shifts.find(unit);
  if (error != std::errc{} || shift == shifts.end() || !(value >= 0) || value > 1e15) {
    return fail("\"" + text + "\" is not a size", "--memory", "write for example 4GiB or 512MiB");
  }
  const double bytes = std::ldexp(value, shift->second);
  if (bytes > 9e18) return fail("\"" + text + "\" is larger than any memory", "--memory");
  return static_cast<std::int64_t>(bytes);
}

}  // namespace rotorscope
