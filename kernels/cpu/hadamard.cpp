// Fast Walsh–Hadamard transform of the power-of-two part by butterflies, then the K-part as a small product with ±1.
#include "kernels/cpu/hadamard.h"

#include "kernels/simd.h"

#include <cmath>
#include <cstring>
#include <vector>

namespace rotorscope::cpu {
namespace {

constexpr std::int64_t lanes = 16;
typedef float Vector __attribute__((vector_size(64), aligned(4), may_alias));
typedef std::int32_t Lanes __attribute__((vector_size(64)));

/// One butterfly stage inside a vector: lane i becomes x[i^h] ± x[i].
#define ROTOR_LANE_STAGE(v, h)                                                                               \
  do {                                                                                                       \
    const Lanes swap = {0 ^ (h), 1 ^ (h), 2 ^ (h),  3 ^ (h),  4 ^ (h),  5 ^ (h),  6 ^ (h),  7 ^ (h),         \
                        8 ^ (h), 9 ^ (h), 10 ^ (h), 11 ^ (h), 12 ^ (h), 13 ^ (h), 14 ^ (h), 15 ^ (h)};       \
    const Vector sign = {                                                                                    \
        (0 & (h)) ? -1.f : 1.f,  (1 & (h)) ? -1.f : 1.f,  (2 & (h)) ? -1.f : 1.f,  (3 & (h)) ? -1.f : 1.f,   \
        (4 & (h)) ? -1.f : 1.f,  (5 & (h)) ? -1.f : 1.f,  (6 & (h)) ? -1.f : 1.f,  (7 & (h)) ? -1.f : 1.f,   \
        (8 & (h)) ? -1.f : 1.f,  (9 & (h)) ? -1.f : 1.f,  (10 & (h)) ? -1.f : 1.f, (11 & (h)) ? -1.f : 1.f,  \
        (12 & (h)) ? -1.f : 1.f, (13 & (h)) ? -1.f : 1.f, (14 & (h)) ? -1.f : 1.f, (15 & (h)) ? -1.f : 1.f}; \
    (v) = __builtin_shuffle(v, swap) + sign * (v);                                                           \
  } while (false)

/// x · S · scale for each of `count` contiguous segments of `power` values.
ROTOR_SIMD void walsh_segments(float* x, std::int64_t count, std::int64_t power, float scale) {
  if (power < lanes) {
    for (std::int64_t s = 0; s < count; ++s, x += power) {
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
    return;
  }
  for (std::int64_t s = 0; s < count; ++s, x += power) {
    for (std::int64_t i = 0; i < power; i += lanes) {
      Vector v = *reinterpret_cast<Vector*>(x + i) * scale;
      ROTOR_LANE_STAGE(v, 1);
      ROTOR_LANE_STAGE(v, 2);
      ROTOR_LANE_STAGE(v, 4);
      ROTOR_LANE_STAGE(v, 8);
      *reinterpret_cast<Vector*>(x + i) = v;
    }
    std::int64_t h = lanes;
    for (; 2 * h < power; h *= 4) {  // two stages at a time: half the loads and stores
      for (std::int64_t i = 0; i < power; i += 4 * h) {
        for (std::int64_t j = i; j < i + h; j += lanes) {
          auto* p = reinterpret_cast<Vector*>(x + j);
          auto* q = reinterpret_cast<Vector*>(x + j + h);
          auto* r = reinterpret_cast<Vector*>(x + j + 2 * h);
          auto* t = reinterpret_cast<Vector*>(x + j + 3 * h);
          const Vector a = *p + *q, b = *p - *q, c = *r + *t, d = *r - *t;
          *p = a + c;
          *q = b + d;
          *r = a - c;
          *t = b - d;
        }
      }
    }
    for (; h < power; h *= 2) {
      for (std::int64_t i = 0; i < power; i += 2 * h) {
        for (std::int64_t j = i; j < i + h; j += lanes) {
          auto* p = reinterpret_cast<Vector*>(x + j);
          auto* q = reinterpret_cast<Vector*>(x + j + h);
          const Vector a = *p, b = *q;
          *p = a + b;
          *q = a - b;
        }
      }
    }
  }
}

/// y[c, :] = Σ_a A[a, c] x[a, :] for segments of `power` values; A is given so that column c of it is contiguous.
ROTOR_SIMD void mix_segments(const float* x, float* y, const float* columns, std::int64_t K, std::int64_t power) {
  if (power < lanes) {
    for (std::int64_t c = 0; c < K; ++c) {
      for (std::int64_t b = 0; b < power; ++b) {
        float sum = 0;
        for (std::int64_t a = 0; a < K; ++a) sum += columns[c * K + a] * x[a * power + b];
        y[c * power + b] = sum;
      }
    }
    return;
  }
  for (std::int64_t b = 0; b < power; b += lanes) {
    for (std::int64_t c = 0; c < K; c += 4) {  // K is a multiple of 4: every Hadamard order above 2 is
      const float* signs = columns + c * K;
      Vector s0 = {}, s1 = {}, s2 = {}, s3 = {};
      for (std::int64_t a = 0; a < K; ++a) {
        const Vector v = *reinterpret_cast<const Vector*>(x + a * power + b);
        s0 += v * signs[a];
        s1 += v * signs[K + a];
        s2 += v * signs[2 * K + a];
        s3 += v * signs[3 * K + a];
      }
      *reinterpret_cast<Vector*>(y + c * power + b) = s0;
      *reinterpret_cast<Vector*>(y + (c + 1) * power + b) = s1;
      *reinterpret_cast<Vector*>(y + (c + 2) * power + b) = s2;
      *reinterpret_cast<Vector*>(y + (c + 3) * power + b) = s3;
    }
  }
}

}  // namespace

HadamardRows::HadamardRows(const float* base, std::int64_t K, std::int64_t power, bool transpose)
    : K_(K), power_(power) {
  if (base == nullptr) return;
  columns_.resize(static_cast<std::size_t>(K * K));
  for (std::int64_t a = 0; a < K; ++a) {
    for (std::int64_t c = 0; c < K; ++c)
      columns_[static_cast<std::size_t>(c * K + a)] = transpose ? base[c * K + a] : base[a * K + c];
  }
}

std::int64_t HadamardRows::scratch_size() const { return columns_.empty() ? 0 : order(); }

void HadamardRows::apply(float* x, std::int64_t blocks, float* scratch) const {
  const float scale = 1.0F / std::sqrt(static_cast<float>(order()));
  walsh_segments(x, blocks * K_, power_, scale);
  if (columns_.empty()) return;
  for (std::int64_t b = 0; b < blocks; ++b, x += order()) {
    mix_segments(x, scratch, columns_.data(), K_, power_);
    std::memcpy(x, scratch, static_cast<std::size_t>(order()) * sizeof(float));
  }
}

void hadamard_rows(float* x, std::int64_t rows, std::int64_t blocks, const float* base, std::int64_t K,
                   std::int64_t power, bool transpose) {
  const HadamardRows h(base, K, power, transpose);
  std::vector<float> scratch(static_cast<std::size_t>(h.scratch_size()));
  for (std::int64_t r = 0; r < rows; ++r) h.apply(x + r * blocks * h.order(), blocks, scratch.data());
}

}  // namespace rotorscope::cpu
