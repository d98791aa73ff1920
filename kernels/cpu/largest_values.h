// The largest magnitudes of each channel, for percentiles without sorting a whole column.
#pragma once

#include "kernels/cpu/vector.h"

#include <cstdint>
#include <vector>

namespace rotorscope::cpu {

/// Collects, for `lanes` channels side by side, the `needed` largest magnitudes of each and few more: every one at or
/// above a threshold that the largest of groups of tokens give. As many groups reach it as values are needed, so that
/// at least as many values do.
class LargestValues {
 public:
  /// `needed` of `tokens` values a channel.
  LargestValues(std::int64_t tokens, std::int64_t needed);

  /// magnitudes [tokens, lanes] contiguous; group_largest [groups, stride]: the largest of each group of the tokens.
  void collect(const float* magnitudes, const float* group_largest, std::int64_t groups, std::int64_t stride);

  /// Whether channel `lane`'s needed values were all collected; not so where too many are alike for the room there is,
  /// and where some are no numbers: then its whole column must be looked at.
  [[nodiscard]] bool is_complete(std::int64_t lane) const {
    return counts_[lane] >= needed_ && counts_[lane] <= capacity_;
  }
  /// No fewer than `needed` values of the channel are as large.
  [[nodiscard]] float threshold(std::int64_t lane) const { return thresholds_[lane]; }
  /// The needed values of all channels, the largest first: [needed, lanes]. Those of channels that are not complete
  /// mean nothing.
  const float* sorted();

 private:
  std::int64_t tokens_, needed_, capacity_;
  float thresholds_[lanes] = {};
  std::int32_t counts_[lanes] = {};
  std::vector<float> values_;  ///< [capacity, lanes]; what is not used is 0
  std::vector<float> sorted_;
};

}  // namespace rotorscope::cpu
