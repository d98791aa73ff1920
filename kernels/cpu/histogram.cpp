// Counting in equal bins, and the edges of the logarithmic ones.
#include "kernels/cpu/channel_statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rotorscope {

float LogHistogram::lower_edge(int bin) { return std::bit_cast<float>(static_cast<std::uint32_t>(bin) << 20U); }

namespace cpu {

void histogram(const float* x, std::int64_t n, std::int64_t stride, float low, float high, float* counts,
               std::int64_t bins) {
  const float per_unit = high > low ? static_cast<float>(bins) / (high - low) : 0.0F;
  const auto top = static_cast<float>(bins - 1);
  for (std::int64_t i = 0; i < n; ++i) {
    const float at = std::floor((x[i * stride] - low) * per_unit);
    // a NaN compares false twice and is counted nowhere
    if (at >= 0.0F)
      counts[static_cast<std::int64_t>(std::min(at, top))] += 1.0F;
    else if (at < 0.0F)
      counts[0] += 1.0F;
  }
}

}  // namespace cpu
}  // namespace rotorscope
