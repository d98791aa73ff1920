// Sixteen floats at a time, in whatever registers the chosen instruction set has. Loads and stores need no alignment.
#pragma once

#include <cstdint>
#include <cstring>

namespace rotorscope::cpu {

inline constexpr std::int64_t lanes = 16;
typedef float Vector __attribute__((vector_size(64)));
typedef std::int32_t Lanes __attribute__((vector_size(64)));

// Always inlined, so that each clone of a function that uses them compiles them for its own instruction set.
[[gnu::always_inline]] inline Vector load(const float* x) {
  Vector v;
  std::memcpy(&v, x, sizeof v);
  return v;
}
[[gnu::always_inline]] inline void store(float* x, const Vector& v) { std::memcpy(x, &v, sizeof v); }
[[gnu::always_inline]] inline Vector minimum(const Vector& a, const Vector& b) { return b < a ? b : a; }
[[gnu::always_inline]] inline Vector maximum(const Vector& a, const Vector& b) { return b > a ? b : a; }
[[gnu::always_inline]] inline Vector magnitude(const Vector& v) {
  return reinterpret_cast<Vector>(reinterpret_cast<Lanes>(v) & 0x7fffffff);
}

}  // namespace rotorscope::cpu
