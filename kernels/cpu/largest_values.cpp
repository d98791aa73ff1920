#include "kernels/cpu/largest_values.h"

#include "kernels/cpu/vector.h"
#include "kernels/simd.h"

#include <algorithm>
#include <bit>
#include <cmath>

#ifdef ROTOR_X86
#include <immintrin.h>
#endif

namespace rotorscope::cpu {
namespace {

constexpr std::int64_t sample = 128;  ///< tokens looked at for the threshold

/// The rank-th largest |x| (rank ≤ 8) of every `step`-th token, for 16 channels at once: a sorted list a lane.
ROTOR_SIMD void sampled_rank(const float* x, std::int64_t tokens, std::int64_t stride, std::int64_t step, int rank,
                             float* out) {
  Vector top[8] = {};
  for (std::int64_t t = step / 2; t < tokens; t += step) {
    Vector v = magnitude(load(x + t * stride));
    for (Vector& kept : top) {
      const Vector larger = maximum(kept, v);
      v = minimum(kept, v);
      kept = larger;
    }
  }
  store(out, top[rank - 1]);
}

/// Appends what is at or above its channel's threshold; a channel whose list is full keeps counting.
void append_portable(const float* row, std::int64_t from, std::int64_t width, const float* thresholds, float* values,
                     std::int32_t* counts, std::int64_t capacity) {
  for (std::int64_t c = from; c < width; ++c) {
    const float v = __builtin_fabsf(row[c]);
    if (!(v >= thresholds[c])) continue;
    if (counts[c] < capacity) values[c * capacity + counts[c]] = v;
    ++counts[c];
  }
}

#ifdef ROTOR_X86
/// 4 tokens of 16 channels make one word of hits: most have some, so the loop over them ends where it is expected to.
__attribute__((target("avx512f"))) void append_avx512(const float* rows, std::int64_t tokens, std::int64_t stride,
                                                      std::int64_t width, const float* thresholds, float* values,
                                                      std::int32_t* counts, std::int64_t capacity) {
  for (std::int64_t t = 0; t < tokens; t += 4) {
    const float* row = rows + t * stride;
    const std::int64_t some = std::min<std::int64_t>(4, tokens - t);
    std::int64_t c = 0;
    for (; c + lanes <= width; c += lanes) {
      const __m512 threshold = _mm512_loadu_ps(thresholds + c);
      std::uint64_t hits = 0;
      for (std::int64_t i = 0; i < some; ++i) {
        const __m512 v = _mm512_abs_ps(_mm512_loadu_ps(row + i * stride + c));
        hits |= static_cast<std::uint64_t>(_mm512_cmp_ps_mask(v, threshold, _CMP_GE_OQ)) << (16 * i);
      }
      for (; hits != 0; hits &= hits - 1) {
        const int bit = std::countr_zero(hits);
        const std::int64_t channel = c + (bit & 15);
        const std::int32_t count = counts[channel]++;
        if (count < capacity) values[channel * capacity + count] = __builtin_fabsf(row[(bit >> 4) * stride + channel]);
      }
    }
    for (std::int64_t i = 0; i < some; ++i) {
      append_portable(row + i * stride, c, width, thresholds, values, counts, capacity);
    }
  }
}
#endif

}  // namespace

LargestValues::LargestValues(const float* x, std::int64_t tokens, std::int64_t stride, std::int64_t width,
                             std::int64_t needed)
    : width_(width),
      needed_(needed),
      capacity_(std::min(tokens, 8 * needed + 64)),
      thresholds_(static_cast<std::size_t>(width), 0.0F),
      values_(static_cast<std::size_t>(width * capacity_)),
      counts_(static_cast<std::size_t>(width), 0) {
  if (tokens < 2 * sample) return;  // everything is kept
  const std::int64_t step = tokens / sample;
  const double expected = static_cast<double>(needed) / static_cast<double>(step);
  // two standard deviations above what is needed, so that few channels fall short
  const int rank = std::clamp(static_cast<int>(std::ceil(expected + 2.0 * std::sqrt(expected) + 1.0)), 2, 8);
  for (std::int64_t c = 0; c + lanes <= width; c += lanes) {
    sampled_rank(x + c, tokens, stride, step, rank, thresholds_.data() + c);
  }
}

void LargestValues::see(const float* rows, std::int64_t tokens, std::int64_t stride) {
#ifdef ROTOR_X86
  static const bool has_avx512 = __builtin_cpu_supports("avx512f") != 0;
  if (has_avx512) {
    append_avx512(rows, tokens, stride, width_, thresholds_.data(), values_.data(), counts_.data(), capacity_);
    return;
  }
#endif
  for (std::int64_t t = 0; t < tokens; ++t) {
    append_portable(rows + t * stride, 0, width_, thresholds_.data(), values_.data(), counts_.data(), capacity_);
  }
}

std::span<float> LargestValues::kept(std::int64_t c) {
  const std::int32_t count = counts_[static_cast<std::size_t>(c)];
  if (count < needed_ || count > capacity_) return {};
  return {values_.data() + c * capacity_, static_cast<std::size_t>(count)};
}

}  // namespace rotorscope::cpu
