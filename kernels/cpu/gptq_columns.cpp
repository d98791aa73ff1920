// 64 rows at a time go through the whole block in registers and the first-level cache: a column is first relieved of
// all errors before it (a sum over them, so that nothing is stored on the way), then rounded.
#include "kernels/cpu/gptq_columns.h"

#include "kernels/simd.h"

#include <algorithm>
#include <cstring>

namespace rotorscope::cpu {
namespace {

constexpr std::int64_t lanes = 16;
constexpr std::int64_t vectors = 4;
constexpr std::int64_t slab = lanes * vectors;
typedef float Vector __attribute__((vector_size(64), aligned(4), may_alias));

struct Slab {
  alignas(64) float errors[gptq_block * slab];
  alignas(64) float column[slab];
  alignas(64) float scale[slab];
  alignas(64) float zero[slab];
};

/// column − Σ_{i<j} errors[i] · upper[i], four vectors of rows at once.
ROTOR_SIMD void relieve(Slab& s, std::int64_t j, const float* upper) {
  auto* column = reinterpret_cast<Vector*>(s.column);
  Vector a = column[0];
  Vector b = column[1];
  Vector c = column[2];
  Vector d = column[3];
  const auto* errors = reinterpret_cast<const Vector*>(s.errors);
  for (std::int64_t i = 0; i < j; ++i, errors += vectors) {
    const float u = upper[i];
    a -= errors[0] * u;
    b -= errors[1] * u;
    c -= errors[2] * u;
    d -= errors[3] * u;
  }
  column[0] = a;
  column[1] = b;
  column[2] = c;
  column[3] = d;
}

/// Rounds the column in place and keeps its errors, divided by U's diagonal.
ROTOR_SIMD void round_symmetric(Slab& s, float* errors, float diagonal, float lowest, float highest) {
  for (std::int64_t r = 0; r < slab; ++r) {
    float level = __builtin_rintf(s.column[r] / s.scale[r]);
    level = level < lowest ? lowest : level;
    level = level > highest ? highest : level;
    const float rounded = level * s.scale[r];
    errors[r] = (s.column[r] - rounded) / diagonal;
    s.column[r] = rounded;
  }
}

ROTOR_SIMD void round_asymmetric(Slab& s, float* errors, float diagonal, float highest) {
  for (std::int64_t r = 0; r < slab; ++r) {
    float level = __builtin_rintf(s.column[r] / s.scale[r]) + s.zero[r];
    level = level < 0.0F ? 0.0F : level;
    level = level > highest ? highest : level;
    const float rounded = (level - s.zero[r]) * s.scale[r];
    errors[r] = (s.column[r] - rounded) / diagonal;
    s.column[r] = rounded;
  }
}

/// As round_asymmetric, for w = level · scale + offset, the offset being in `zero`.
ROTOR_SIMD void round_with_offset(Slab& s, float* errors, float diagonal, float highest) {
  for (std::int64_t r = 0; r < slab; ++r) {
    float level = __builtin_rintf((s.column[r] - s.zero[r]) / s.scale[r]);
    level = level < 0.0F ? 0.0F : level;
    level = level > highest ? highest : level;
    const float rounded = level * s.scale[r] + s.zero[r];
    errors[r] = (s.column[r] - rounded) / diagonal;
    s.column[r] = rounded;
  }
}

void run_slab(const GptqColumns& block, std::int64_t begin, std::int64_t rows, Slab& s) {
  const auto bytes = static_cast<std::size_t>(rows) * sizeof(float);
  const auto lowest = static_cast<float>(-(1 << (block.bits - 1)));
  const float highest = block.symmetric ? -lowest - 1.0F : static_cast<float>((1 << block.bits) - 1);
  // Rows that pad the slab are zeros on a grid of 1, which round to zeros.
  std::fill_n(s.column, slab, 0.0F);
  std::fill_n(s.scale, slab, 1.0F);
  std::fill_n(s.zero, slab, 0.0F);
  std::int64_t fitted = -1;
  for (std::int64_t j = 0; j < block.count; ++j) {
    const std::int64_t group = block.group > 0 ? (block.first_column + j) / block.group : 0;
    if (group != fitted) {
      std::memcpy(s.scale, block.scales + group * block.stride + begin, bytes);
      if (!block.symmetric) std::memcpy(s.zero, block.zeros + group * block.stride + begin, bytes);
      fitted = group;
    }
    float* weights = block.weights + j * block.stride + begin;
    float* errors = s.errors + j * slab;
    const float* upper = block.upper + j * block.count;
    std::memcpy(s.column, weights, bytes);
    relieve(s, j, upper);
    if (block.offsets) {
      round_with_offset(s, errors, upper[j], highest);
    } else if (block.symmetric) {
      round_symmetric(s, errors, upper[j], lowest, highest);
    } else {
      round_asymmetric(s, errors, upper[j], highest);
    }
    std::memcpy(weights, s.column, bytes);
    std::memcpy(block.errors + j * block.stride + begin, errors, bytes);
  }
}

}  // namespace

void gptq_columns(const GptqColumns& block, std::int64_t begin, std::int64_t end) {
  Slab s;
  for (std::int64_t r = begin; r < end; r += slab) run_slab(block, r, std::min(slab, end - r), s);
}

}  // namespace rotorscope::cpu
