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
__attribute__((target("avx512f"))) void append_avx512(const float* row, std::int64_t width, const float* thresholds,
                                                      float* values, std::int32_t* counts, std::int64_t capacity) {
  std::int64_t c = 0;
  for (; c + lanes <= width; c += lanes) {
    const __m512 v = _mm512_abs_ps(_mm512_loadu_ps(row + c));
    auto hits = static_cast<unsigned>(_mm512_cmp_ps_mask(v, _mm512_loadu_ps(thresholds + c), _CMP_GE_OQ));
    for (; hits != 0; hits &= hits - 1) {
      const std::int64_t i = c + std::countr_zero(hits);
      if (counts[i] < capacity) values[i * capacity + counts[i]] = __builtin_fabsf(row[i]);
      ++counts[i];
    }
  }
  append_portable(row, c, width, thresholds, values, counts, capacity);
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

void LargestValues::see(const float* row) {
#ifdef ROTOR_X86
  static const bool has_avx512 = __builtin_cpu_supports("avx512f") != 0;
  if (has_avx512) {
    append_avx512(row, width_, thresholds_.data(), values_.data(), counts_.data(), capacity_);
    return;
  }
#endif
  append_portable(row, 0, width_, thresholds_.data(), values_.data(), counts_.data(), capacity_);
}

std::span<float> LargestValues::kept(std::int64_t c) {
  const std::int32_t count = counts_[static_cast<std::size_t>(c)];
  if (count < needed_ || count > capacity_) return {};
  return {values_.data() + c * capacity_, static_cast<std::size_t>(count)};
}

}  // namespace rotorscope::cpu
