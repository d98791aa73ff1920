#include "kernels/cpu/largest_values.h"

#include "kernels/simd.h"

#include <algorithm>
#include <bit>
#include <functional>

#ifdef ROTOR_X86
#include <immintrin.h>
#endif

namespace rotorscope::cpu {
namespace {

/// Above so many, sorting each channel by itself is faster than an insertion into all of them.
constexpr std::int64_t most_inserted = 64;

/// A number that at least `needed` of x's `groups` values (≥ 0) reach, close to the largest such, for 16 channels at
/// once: by halving the interval of their bit patterns, which rise with the values.
ROTOR_SIMD void reached_by(const float* x, std::int64_t groups, std::int64_t stride, std::int64_t needed, float* out) {
  constexpr int halvings = 10;
  Lanes low = reinterpret_cast<Lanes>(load(x));
  Lanes high = low;
  for (std::int64_t g = 1; g < groups; ++g) {
    const Lanes v = reinterpret_cast<Lanes>(load(x + g * stride));
    low = v < low ? v : low;
    high = v > high ? v : high;
  }
  high += 1;
  for (int i = 0; i < halvings; ++i) {
    const Lanes middle = low + ((high - low) >> 1);
    Lanes below = {};  // a comparison that holds is −1
    for (std::int64_t g = 0; g < groups; ++g) below += reinterpret_cast<Lanes>(load(x + g * stride)) < middle;
    const Lanes reached = below + static_cast<std::int32_t>(groups) >= static_cast<std::int32_t>(needed);
    low = reached ? middle : low;
    high = reached ? high : middle;
  }
  store(out, reinterpret_cast<Vector>(low));
}

/// Appends a value to its channel; a channel that is full keeps counting.
[[gnu::always_inline]] inline void append(float value, std::int64_t lane, float* values, std::int32_t* counts,
                                          std::int64_t capacity) {
  const std::int32_t count = counts[lane]++;
  if (count < capacity) values[count * lanes + lane] = value;
}

/// Appends what is at or above its channel's threshold.
void append_portable(const float* x, std::int64_t tokens, const float* thresholds, float* values, std::int32_t* counts,
                     std::int64_t capacity) {
  for (std::int64_t t = 0; t < tokens; ++t, x += lanes) {
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      if (x[lane] >= thresholds[lane]) append(x[lane], lane, values, counts, capacity);
    }
  }
}

#ifdef ROTOR_X86
/// 4 tokens make one word of hits: many have some, so the loop over them ends where it is expected to.
__attribute__((target("avx512f"))) void append_avx512(const float* x, std::int64_t tokens, const float* thresholds,
                                                      float* values, std::int32_t* counts, std::int64_t capacity) {
  const __m512 threshold = _mm512_loadu_ps(thresholds);
  std::int64_t t = 0;
  for (; t + 4 <= tokens; t += 4, x += 4 * lanes) {
    std::uint64_t hits = 0;
    for (std::int64_t i = 0; i < 4; ++i) {
      const __mmask16 hit = _mm512_cmp_ps_mask(_mm512_loadu_ps(x + i * lanes), threshold, _CMP_GE_OQ);
      hits |= static_cast<std::uint64_t>(hit) << (16 * i);
    }
    for (; hits != 0; hits &= hits - 1) {
      const int at = std::countr_zero(hits);
      append(x[at], at % lanes, values, counts, capacity);
    }
  }
  append_portable(x, tokens - t, thresholds, values, counts, capacity);
}
#endif

/// The `needed` largest of each lane's `count` values, the largest first.
ROTOR_SIMD void insert_all(const float* values, std::int64_t count, std::int64_t needed, float* sorted) {
  for (std::int64_t i = 0; i < count; ++i) {
    Vector v = load(values + i * lanes);
    const std::int64_t filled = std::min(i, needed);
    for (std::int64_t k = 0; k < filled; ++k) {
      const Vector kept = load(sorted + k * lanes);
      store(sorted + k * lanes, maximum(kept, v));
      v = minimum(kept, v);
    }
    if (filled < needed) store(sorted + filled * lanes, v);
  }
}

}  // namespace

LargestValues::LargestValues(std::int64_t tokens, std::int64_t needed)
    : tokens_(tokens),
      needed_(needed),
      capacity_(std::min(tokens, 2 * needed + 32)),
      values_(static_cast<std::size_t>(capacity_ * lanes)),
      sorted_(static_cast<std::size_t>(needed * lanes)) {}

void LargestValues::collect(const float* magnitudes, const float* group_largest, std::int64_t groups,
                            std::int64_t stride) {
  std::fill(counts_, counts_ + lanes, 0);
  std::fill(thresholds_, thresholds_ + lanes, 0.0F);
  std::fill(values_.begin(), values_.end(), 0.0F);
  if (groups >= needed_) reached_by(group_largest, groups, stride, needed_, thresholds_);
#ifdef ROTOR_X86
  static const bool has_avx512 = __builtin_cpu_supports("avx512f") != 0;
  if (has_avx512) {
    append_avx512(magnitudes, tokens_, thresholds_, values_.data(), counts_, capacity_);
    return;
  }
#endif
  append_portable(magnitudes, tokens_, thresholds_, values_.data(), counts_, capacity_);
}

const float* LargestValues::sorted() {
  std::int64_t most = needed_;
  for (const std::int32_t count : counts_) most = std::max<std::int64_t>(most, count);
  most = std::min(most, capacity_);
  if (needed_ <= most_inserted) {
    insert_all(values_.data(), most, needed_, sorted_.data());
    return sorted_.data();
  }
  std::vector<float> column(static_cast<std::size_t>(most));
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    for (std::int64_t i = 0; i < most; ++i)
      column[static_cast<std::size_t>(i)] = values_[static_cast<std::size_t>(i * lanes + lane)];
    std::partial_sort(column.begin(), column.begin() + needed_, column.end(), std::greater<>());
    for (std::int64_t k = 0; k < needed_; ++k)
      sorted_[static_cast<std::size_t>(k * lanes + lane)] = column[static_cast<std::size_t>(k)];
  }
  return sorted_.data();
}

}  // namespace rotorscope::cpu
