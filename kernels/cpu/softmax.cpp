#include "kernels/cpu/softmax.h"

#include "kernels/cpu/vector_math.h"
#include "kernels/simd.h"

#include <cmath>

namespace rotorscope::cpu {
namespace {

ROTOR_SIMD float largest(const float* z, std::int64_t n) {
  float high = z[0];
  std::int64_t i = 0;
  if (n >= 2 * lanes) {
    Vector high0 = load(z);
    Vector high1 = load(z + lanes);
    for (i = 2 * lanes; i + 2 * lanes <= n; i += 2 * lanes) {
      high0 = maximum(high0, load(z + i));
      high1 = maximum(high1, load(z + i + lanes));
    }
    high = largest_of(maximum(high0, high1));
  }
  for (; i < n; ++i) high = z[i] > high ? z[i] : high;
  return high;
}

/// Σ exp(z − shift), a partial sum for every 4096 values so that small terms are not lost; stored too where `out` is
/// not null.
ROTOR_SIMD double sum_of_exponentials(const float* z, float* out, std::int64_t n, float shift) {
  double total = 0;
  std::int64_t i = 0;
  while (i + lanes <= n) {
    const std::int64_t end = n < i + 4096 ? n : i + 4096;
    Vector sum = {};
    for (; i + lanes <= end; i += lanes) {
      const Vector e = exponential(load(z + i) - shift);
      if (out != nullptr) store(out + i, e);
      sum += e;
    }
    total += static_cast<double>(sum_of(sum));
  }
  for (; i < n; ++i) {
    const float e = std::exp(z[i] - shift);
    if (out != nullptr) out[i] = e;
    total += static_cast<double>(e);
  }
  return total;
}

ROTOR_SIMD void multiply(float* x, std::int64_t n, float factor) {
  for (std::int64_t i = 0; i < n; ++i) x[i] *= factor;
}

}  // namespace

void accumulate_logsumexp(const float* z, std::int64_t columns, float& maximum, float& sum) {
  const float high = std::fmax(maximum, largest(z, columns));
  if (high == -HUGE_VALF) return;  // nothing but −infinity so far
  const double now = sum_of_exponentials(z, nullptr, columns, high);
  const float before = sum == 0.0F ? 0.0F : sum * std::exp(maximum - high);
  sum = before + static_cast<float>(now);
  maximum = high;
}

double softmax_gradient(float* z, std::int64_t columns, std::int64_t target, float scale) {
  const float high = largest(z, columns);
  const double chosen = static_cast<double>(z[target]);
  const double total = sum_of_exponentials(z, z, columns, high);
  multiply(z, columns, static_cast<float>(static_cast<double>(scale) / total));
  z[target] -= scale;
  return static_cast<double>(high) + std::log(total) - chosen;
}

}  // namespace rotorscope::cpu
