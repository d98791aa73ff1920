// Counting of magnitudes into a LogHistogram, the fastest way that the processor has.
#pragma once

#include "kernels/cpu/channel_statistics.h"

#include <cstdint>
#include <vector>

namespace rotorscope::cpu {

/// 126 bins around the usual magnitudes have a code of their own and are counted many at a time; a value outside them
/// is counted by itself.
class LogCounter {
 public:
  /// `top` is the highest bin that has a code. `portable`: as on a processor without AVX-512.
  explicit LogCounter(int top, bool portable = false);

  /// Counts the magnitudes of `width` values side by side; part of them only when flush() is called.
  void count(const float* row, std::int64_t width, LogHistogram& histogram);
  void flush(LogHistogram& histogram);

 private:
  void count_pairs(const float* row, std::int64_t width, LogHistogram& histogram);
  void count_planes(const float* row, std::int64_t width, LogHistogram& histogram);
  void flush_pairs(LogHistogram& histogram);
  void flush_planes(LogHistogram& histogram);

  std::int32_t base_;  ///< code 1 is the bin above it
  bool planes_;
  std::int64_t counted_ = 0;
  std::vector<std::uint32_t> pairs_;
  std::vector<std::uint8_t> codes_;
  std::size_t waiting_ = 0;  ///< of codes_
  std::vector<std::uint64_t> sums_;
};

}  // namespace rotorscope::cpu
