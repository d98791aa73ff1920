// The largest magnitudes of each channel, for percentiles without sorting a whole column.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace rotorscope::cpu {

/// Collects, for `width` channels side by side, every |x| at or above a threshold that a sample of the tokens suggests,
/// so that each channel most likely keeps its `needed` largest and few more.
class LargestValues {
 public:
  /// x [tokens, stride], the channels being the first `width` of each row.
  LargestValues(const float* x, std::int64_t tokens, std::int64_t stride, std::int64_t width, std::int64_t needed);
  /// Some tokens' values, rows `stride` apart.
  void see(const float* rows, std::int64_t tokens, std::int64_t stride);
  /// What channel c kept, in no order; empty if that is less than `needed`: then its whole column must be looked at.
  [[nodiscard]] std::span<float> kept(std::int64_t c);

 private:
  std::int64_t width_, needed_, capacity_;
  std::vector<float> thresholds_, values_;
  std::vector<std::int32_t> counts_;
};

}  // namespace rotorscope::cpu
