#include "kernels/cpu/block_rows.h"

#include "kernels/cpu/vector_math.h"
#include "kernels/simd.h"

#include <cmath>

namespace rotorscope::cpu {
namespace {

ROTOR_SIMD float sum_of_squares(const float* x, std::int64_t n) {
  Vector sum0 = {};
  Vector sum1 = {};
  std::int64_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    const Vector a = load(x + i);
    const Vector b = load(x + i + lanes);
    sum0 += a * a;
    sum1 += b * b;
  }
  float sum = sum_of(sum0 + sum1);
  for (; i < n; ++i) sum += x[i] * x[i];
  return sum;
}

ROTOR_SIMD void scale_row(const float* x, const float* gain, float* y, std::int64_t n, float scale) {
  if (gain == nullptr) {
    for (std::int64_t i = 0; i < n; ++i) y[i] = x[i] * scale;
  } else {
    for (std::int64_t i = 0; i < n; ++i) y[i] = x[i] * scale * gain[i];
  }
}

/// Σ dy · gain · x.
ROTOR_SIMD float weighted_sum(const float* x, const float* gain, const float* dy, std::int64_t n) {
  Vector sum = {};
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const Vector g = load(dy + i) * load(x + i);
    sum += gain == nullptr ? g : g * load(gain + i);
  }
  float total = sum_of(sum);
  for (; i < n; ++i) total += dy[i] * x[i] * (gain == nullptr ? 1.0F : gain[i]);
  return total;
}

ROTOR_SIMD void norm_gradient(const float* x, const float* gain, const float* dy, float* dx, std::int64_t n,
                              float scale, float along) {
  if (gain == nullptr) {
    for (std::int64_t i = 0; i < n; ++i) dx[i] = scale * dy[i] - along * x[i];
  } else {
    for (std::int64_t i = 0; i < n; ++i) dx[i] = scale * dy[i] * gain[i] - along * x[i];
  }
}

[[gnu::always_inline]] inline Vector sigmoid(const Vector& x) { return 1.0F / (1.0F + exponential(-x)); }

[[gnu::always_inline]] inline Vector silu_of(const Vector& gate, const Vector& up) { return gate * up * sigmoid(gate); }

struct GateGradients {
  Vector gate, up;
};

[[gnu::always_inline]] inline GateGradients silu_gradients(const Vector& gate, const Vector& up, const Vector& dy) {
  const Vector s = sigmoid(gate);
  return {dy * up * s * (1.0F + gate * (1.0F - s)), dy * gate * s};
}

/// The last n < 16 values of an array, in a vector.
[[gnu::always_inline]] inline Vector load_some(const float* x, std::int64_t n) {
  Vector v = {};
  std::memcpy(&v, x, static_cast<std::size_t>(n) * sizeof(float));
  return v;
}

[[gnu::always_inline]] inline void store_some(float* x, const Vector& v, std::int64_t n) {
  std::memcpy(x, &v, static_cast<std::size_t>(n) * sizeof(float));
}

}  // namespace

void rms_norm(const float* x, const float* gain, float* y, float* scales, std::int64_t rows, std::int64_t columns,
              float epsilon) {
  for (std::int64_t r = 0; r < rows; ++r, x += columns, y += columns) {
    const float scale = 1.0F / std::sqrt(sum_of_squares(x, columns) / static_cast<float>(columns) + epsilon);
    if (scales != nullptr) scales[r] = scale;
    scale_row(x, gain, y, columns, scale);
  }
}

void rms_norm_backward(const float* x, const float* gain, const float* scales, const float* dy, float* dx,
                       std::int64_t rows, std::int64_t columns) {
  for (std::int64_t r = 0; r < rows; ++r, x += columns, dy += columns, dx += columns) {
    const float s = scales[r];
    const float along = s * s * s * weighted_sum(x, gain, dy, columns) / static_cast<float>(columns);
    norm_gradient(x, gain, dy, dx, columns, s, along);
  }
}

ROTOR_SIMD void silu_product(const float* gate, const float* up, float* y, std::int64_t n) {
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) store(y + i, silu_of(load(gate + i), load(up + i)));
  if (i < n) store_some(y + i, silu_of(load_some(gate + i, n - i), load_some(up + i, n - i)), n - i);
}

ROTOR_SIMD void silu_product_backward(const float* gate, const float* up, const float* dy, float* dgate, float* dup,
                                      std::int64_t n) {
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const GateGradients g = silu_gradients(load(gate + i), load(up + i), load(dy + i));
    store(dgate + i, g.gate);
    store(dup + i, g.up);
  }
  if (i < n) {
    const GateGradients g =
        silu_gradients(load_some(gate + i, n - i), load_some(up + i, n - i), load_some(dy + i, n - i));
    store_some(dgate + i, g.gate, n - i);
    store_some(dup + i, g.up, n - i);
  }
}

ROTOR_SIMD void rope_row(const float* x, float* y, const float* cos, const float* sin, std::int64_t d, bool inverse) {
  const std::int64_t half = d / 2;
  const float direction = inverse ? -1.0F : 1.0F;
  for (std::int64_t i = 0; i < half; ++i) {
    const float a = x[i];
    const float b = x[i + half];
    const float s = direction * sin[i];
    y[i] = a * cos[i] - b * s;
    y[i + half] = b * cos[i] + a * s;
  }
}

}  // namespace rotorscope::cpu
