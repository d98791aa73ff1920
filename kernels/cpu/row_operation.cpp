#include "kernels/cpu/row_operation.h"

#include "kernels/simd.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace rotorscope::cpu {
namespace {

ROTOR_SIMD void from_bf16(const std::uint16_t* x, float* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = std::bit_cast<float>(static_cast<std::uint32_t>(x[i]) << 16U);
}

ROTOR_SIMD void to_bf16(const float* x, std::uint16_t* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(x[i]);
    const std::uint32_t rounded = (bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U;
    const bool is_nan = (bits & 0x7fffffffU) > 0x7f800000U;
    y[i] = static_cast<std::uint16_t>(is_nan ? (bits >> 16U) | 0x40U : rounded);
  }
}

void from_f16(const std::uint16_t* x, float* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = static_cast<float>(std::bit_cast<_Float16>(x[i]));
}

void to_f16(const float* x, std::uint16_t* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = std::bit_cast<std::uint16_t>(static_cast<_Float16>(x[i]));
}

}  // namespace

void load_row(const void* x, Scalar type, std::int64_t index, std::int64_t n, float* out) {
  switch (type) {
    case Scalar::f32:
      std::memcpy(out, static_cast<const float*>(x) + index, static_cast<std::size_t>(n) * sizeof(float));
      break;
    case Scalar::f16:
      from_f16(static_cast<const std::uint16_t*>(x) + index, out, n);
      break;
    case Scalar::bf16:
      from_bf16(static_cast<const std::uint16_t*>(x) + index, out, n);
      break;
  }
}

void store_row(const float* x, std::int64_t n, Scalar type, void* out, std::int64_t index) {
  switch (type) {
    case Scalar::f32:
      std::memcpy(static_cast<float*>(out) + index, x, static_cast<std::size_t>(n) * sizeof(float));
      break;
    case Scalar::f16:
      to_f16(x, static_cast<std::uint16_t*>(out) + index, n);
      break;
    case Scalar::bf16:
      to_bf16(x, static_cast<std::uint16_t*>(out) + index, n);
      break;
  }
}

void apply_rows(const RowOperation& operation, const void* x, void* y, Scalar type, std::int64_t first,
                std::int64_t last, std::int64_t width) {
  std::int64_t scratch_size = 0;
  for (const HadamardRows* h : {operation.forward, operation.backward}) {
    if (h != nullptr) scratch_size = std::max(scratch_size, h->scratch_size());
  }
  std::vector<float> scratch(static_cast<std::size_t>(scratch_size));
  std::vector<float> source(static_cast<std::size_t>(type == Scalar::f32 ? 0 : width));
  std::vector<float> target(source.size());
  std::vector<float> between(static_cast<std::size_t>(width));
  const int steps =
      (operation.forward != nullptr ? 1 : 0) + (operation.quantize ? 1 : 0) + (operation.backward != nullptr ? 1 : 0);
  for (std::int64_t r = first; r < last; ++r) {
    // Float32 is read where it stands and written where it belongs; only what lies between two steps has a row of its
    // own.
    const float* in = static_cast<const float*>(x) + r * width;
    float* end = static_cast<float*>(y) + r * width;
    if (type != Scalar::f32) {
      load_row(x, type, r * width, width, source.data());
      in = source.data();
      end = target.data();
    }
    int left = steps;
    const auto out = [&] { return --left == 0 ? end : between.data(); };
    if (operation.forward != nullptr) {
      float* to = out();
      operation.forward->apply(in, to, width / operation.forward->order(), scratch.data());
      in = to;
    }
    if (operation.quantize) {
      float* to = out();
      const auto round = operation.error ? &quantize_error_rows : &fake_quantize_rows;
      round(in, to, width / operation.group, operation.group, operation.grid);
      in = to;
    }
    if (operation.backward != nullptr) {
      operation.backward->apply(in, out(), width / operation.backward->order(), scratch.data());
    }
    if (type != Scalar::f32) store_row(target.data(), width, type, y, r * width);
  }
}

}  // namespace rotorscope::cpu
