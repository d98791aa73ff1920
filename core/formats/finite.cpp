#include "core/formats/finite.h"

#include "core/formats/parallel.h"

#include <atomic>
#include <bit>
#include <cstdint>

namespace rotorscope {

Status check_finite(std::span<const float> values, const std::string& name, const std::string& where) {
  std::atomic<bool> finite = true;
  parallel_ranges(values.size(), std::size_t{1} << 18U, [&](std::size_t first, std::size_t last) {
    // Infinities and NaN are what has all bits of the exponent. No branches, so that the compiler can use vectors.
    constexpr std::uint32_t exponent = 0x7F800000U;
    std::uint32_t found = 0;
    for (const float value : values.subspan(first, last - first)) {
      found |= static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(value) & exponent) == exponent);
    }
    if (found != 0) finite = false;
  });
  if (finite) return {};
  return fail("the tensor " + name + " holds a value that is not a finite number", where,
              "the checkpoint is damaged, or its training diverged: fetch it again");
}

}  // namespace rotorscope
