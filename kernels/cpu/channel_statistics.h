// Per-channel statistics of one site's activations, and a histogram of them all (numerics.md §6).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace rotorscope {

/// One value a channel.
struct ChannelStatistics {
  std::vector<float> absmax, mean_abs, rms;
  std::vector<float> p99, p999;  ///< percentiles of |x| over tokens, linear interpolation
  std::vector<float> kurtosis;   ///< fourth standardized moment over tokens (3 for a Gaussian)
  void resize(std::size_t channels);
};

/// Counts of |x| by the upper bits of its float32 magnitude, 8 bins an octave: bin = bits >> 20. Covers every float.
struct LogHistogram {
  static constexpr int bins = 2048;
  std::array<std::uint64_t, bins> counts{};
  /// The smallest magnitude that falls into a bin.
  [[nodiscard]] static float lower_edge(int bin);
};

struct SiteStatistics {
  ChannelStatistics channels;
  LogHistogram histogram;
};

namespace cpu {

/// Channels [first, last) of x [tokens, channels], contiguous; `out` has `channels` values. Needs a token at least.
/// Adds what it saw to `histogram`.
void channel_statistics(const float* x, std::int64_t tokens, std::int64_t channels, std::int64_t first,
                        std::int64_t last, ChannelStatistics& out, LogHistogram& histogram);

/// Adds the counts of n values to `bins` equal bins of [low, high]; what lies outside goes to the first and last bin.
void histogram(const float* x, std::int64_t n, std::int64_t stride, float low, float high, float* counts,
               std::int64_t bins);

}  // namespace cpu
}  // namespace rotorscope
