// The power-of-two part by butterflies (walsh.cpp), then the K-part as a product with A's signs.
#include "kernels/cpu/hadamard.h"

#include "kernels/cpu/vector.h"
#include "kernels/cpu/walsh.h"
#include "kernels/simd.h"

#include <cmath>

namespace rotorscope::cpu {
namespace {

/// `outputs` rows of the product for `width` vectors side by side, sums in registers: each sign is read once for all of
/// them, each value once for all outputs. `columns` holds A's columns of these outputs.
template <int outputs, int width>
[[gnu::always_inline]] inline void mix_tile(const float* x, float* y, const float* columns, std::int64_t K,
                                            std::int64_t power) {
  Vector sums[outputs][width] = {};
  for (std::int64_t a = 0; a < K; ++a) {
    Vector v[width];
    for (int w = 0; w < width; ++w) v[w] = load(x + a * power + w * lanes);
    for (int c = 0; c < outputs; ++c) {
      const float sign = columns[c * K + a];
      for (int w = 0; w < width; ++w) sums[c][w] += v[w] * sign;
    }
  }
  for (int c = 0; c < outputs; ++c) {
    for (int w = 0; w < width; ++w) store(y + c * power + w * lanes, sums[c][w]);
  }
}

/// y[c, :] = Σ_a A[a, c] x[a, :] for segments of `power` values; column c of A is contiguous. K is a multiple of 4:
/// every Hadamard order above 2 is.
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
  std::int64_t b = 0;
  for (; b + 4 * lanes <= power; b += 4 * lanes) {
    for (std::int64_t c = 0; c < K; c += 4) mix_tile<4, 4>(x + b, y + c * power + b, columns + c * K, K, power);
  }
  for (; b < power; b += lanes) {
    for (std::int64_t c = 0; c < K; c += 4) mix_tile<4, 1>(x + b, y + c * power + b, columns + c * K, K, power);
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

void HadamardRows::apply(const float* x, float* y, std::int64_t blocks, float* scratch) const {
  const float scale = 1.0F / std::sqrt(static_cast<float>(order()));
  if (columns_.empty()) {
    walsh_segments(x, y, blocks, power_, scale);
    return;
  }
  for (std::int64_t b = 0; b < blocks; ++b, x += order(), y += order()) {
    walsh_segments(x, scratch, K_, power_, scale);
    mix_segments(scratch, y, columns_.data(), K_, power_);
  }
}

void hadamard_rows(float* x, std::int64_t rows, std::int64_t blocks, const float* base, std::int64_t K,
                   std::int64_t power, bool transpose) {
  const HadamardRows h(base, K, power, transpose);
  std::vector<float> scratch(static_cast<std::size_t>(h.scratch_size()));
  for (std::int64_t r = 0; r < rows; ++r, x += blocks * h.order()) h.apply(x, x, blocks, scratch.data());
}

}  // namespace rotorscope::cpu
