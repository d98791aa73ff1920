// Functions of sixteen floats at a time.
#pragma once

#include "kernels/cpu/vector.h"

namespace rotorscope::cpu {

/// eˣ to 2 units in the last place; arguments are limited to where the result is a normal float.
[[gnu::always_inline]] inline Vector exponential(const Vector& argument) {
  const Vector lowest = Vector{} - 87.3F;
  const Vector highest = Vector{} + 88.3F;
  const Vector x = minimum(maximum(argument, lowest), highest);
  constexpr float round_to_whole = 12582912.0F;  // 1.5 · 2²³: adding it leaves no fraction
  const Vector whole = (x * 1.44269504F + round_to_whole) - round_to_whole;
  // ln 2 in two parts, so that the remainder in [−½ ln 2, ½ ln 2] is exact
  const Vector r = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;
  const Vector p =
      1.0F +
      r * (1.0F + r * (0.5F + r * (0.166666667F + r * (0.0416666679F + r * (0.00833333377F + r * 0.00138888892F)))));
  const Lanes exponent = (__builtin_convertvector(whole, Lanes) + 127) << 23;
  return p * reinterpret_cast<Vector>(exponent);
}

/// The sum and the largest of a vector's lanes.
[[gnu::always_inline]] inline float sum_of(const Vector& v) {
  float sum = 0;
  for (int i = 0; i < lanes; ++i) sum += v[i];
  return sum;
}
[[gnu::always_inline]] inline float largest_of(const Vector& v) {
  float largest = v[0];
  for (int i = 1; i < lanes; ++i) largest = v[i] > largest ? v[i] : largest;
  return largest;
}

}  // namespace rotorscope::cpu
