// A segment is passed over once for its first 7 stages (4 inside a vector, 3 between 8 vectors held in registers), then
// once for every 3 more: 2 passes serve orders to 1024, 3 to 8192.
#include "kernels/cpu/walsh.h"

#include "kernels/cpu/vector.h"
#include "kernels/simd.h"

#include <cstring>

namespace rotorscope::cpu {
namespace {

/// One butterfly stage inside a vector: lane i becomes x[i^h] ± x[i].
#define ROTOR_LANE_STAGE(v, h)                                                                                    \
  do {                                                                                                            \
    const Vector sign = {                                                                                         \
        (0 & (h)) ? -1.F : 1.F,  (1 & (h)) ? -1.F : 1.F,  (2 & (h)) ? -1.F : 1.F,  (3 & (h)) ? -1.F : 1.F,        \
        (4 & (h)) ? -1.F : 1.F,  (5 & (h)) ? -1.F : 1.F,  (6 & (h)) ? -1.F : 1.F,  (7 & (h)) ? -1.F : 1.F,        \
        (8 & (h)) ? -1.F : 1.F,  (9 & (h)) ? -1.F : 1.F,  (10 & (h)) ? -1.F : 1.F, (11 & (h)) ? -1.F : 1.F,       \
        (12 & (h)) ? -1.F : 1.F, (13 & (h)) ? -1.F : 1.F, (14 & (h)) ? -1.F : 1.F, (15 & (h)) ? -1.F : 1.F};      \
    (v) = __builtin_shufflevector(v, v, 0 ^ (h), 1 ^ (h), 2 ^ (h), 3 ^ (h), 4 ^ (h), 5 ^ (h), 6 ^ (h), 7 ^ (h),   \
                                  8 ^ (h), 9 ^ (h), 10 ^ (h), 11 ^ (h), 12 ^ (h), 13 ^ (h), 14 ^ (h), 15 ^ (h)) + \
          sign * (v);                                                                                             \
  } while (false)

[[gnu::always_inline]] inline void lane_stages(Vector& v, float scale) {
  v *= scale;
  ROTOR_LANE_STAGE(v, 1);
  ROTOR_LANE_STAGE(v, 2);
  ROTOR_LANE_STAGE(v, 4);
  ROTOR_LANE_STAGE(v, 8);
}

/// All stages between `count` = 1, 2, 4 or 8 vectors that are `stride` floats apart; y may be x.
template <int count>
[[gnu::always_inline]] inline void vector_stages(const float* x, float* y, std::int64_t stride, bool first,
                                                 float scale) {
  Vector v[count];
  for (int i = 0; i < count; ++i) {
    v[i] = load(x + i * stride);
    if (first) lane_stages(v[i], scale);
  }
  for (int h = 1; h < count; h *= 2) {
    for (int i = 0; i < count; ++i) {
      if ((i & h) != 0) continue;
      const Vector a = v[i];
      v[i] = a + v[i + h];
      v[i + h] = a - v[i + h];
    }
  }
  for (int i = 0; i < count; ++i) store(y + i * stride, v[i]);
}

/// Stages h, 2h, … between vectors h floats apart, 8 at a time.
template <int count>
[[gnu::always_inline]] inline void pass(float* x, std::int64_t power, std::int64_t h) {
  for (std::int64_t i = 0; i < power; i += count * h) {
    for (std::int64_t j = i; j < i + h; j += lanes) vector_stages<count>(x + j, x + j, h, false, 1.0F);
  }
}

template <int count>
[[gnu::always_inline]] inline void first_pass(const float* x, float* y, std::int64_t power, float scale) {
  for (std::int64_t i = 0; i < power; i += count * lanes) vector_stages<count>(x + i, y + i, lanes, true, scale);
}

ROTOR_SIMD void long_segment(const float* x, float* y, std::int64_t power, float scale) {
  const std::int64_t vectors = power / lanes;
  if (vectors == 1) {
    first_pass<1>(x, y, power, scale);
  } else if (vectors == 2) {
    first_pass<2>(x, y, power, scale);
  } else if (vectors == 4) {
    first_pass<4>(x, y, power, scale);
  } else {
    first_pass<8>(x, y, power, scale);
  }
  std::int64_t h = 8 * lanes;
  for (; 8 * h <= power; h *= 8) pass<8>(y, power, h);
  if (4 * h <= power) {
    pass<4>(y, power, h);
  } else if (2 * h <= power) {
    pass<2>(y, power, h);
  }
}

ROTOR_SIMD void short_segment(float* x, std::int64_t power, float scale) {
  for (std::int64_t h = 1; h < power; h *= 2) {
    for (std::int64_t i = 0; i < power; i += 2 * h) {
      for (std::int64_t j = i; j < i + h; ++j) {
        const float a = x[j];
        const float b = x[j + h];
        x[j] = a + b;
        x[j + h] = a - b;
      }
    }
  }
  for (std::int64_t i = 0; i < power; ++i) x[i] *= scale;
}

}  // namespace

void walsh_segments(const float* x, float* y, std::int64_t count, std::int64_t power, float scale) {
  if (power < lanes && y != x) std::memcpy(y, x, static_cast<std::size_t>(count * power) * sizeof(float));
  for (std::int64_t s = 0; s < count; ++s, x += power, y += power) {
    if (power < lanes) {
      short_segment(y, power, scale);
    } else {
      long_segment(x, y, power, scale);
    }
  }
}

}  // namespace rotorscope::cpu
