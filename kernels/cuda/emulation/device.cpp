#include "kernels/cuda/emulation/device.h"

#include "kernels/cuda/emulation/runtime.h"

namespace rotorscope::cuda {
namespace {

std::uint32_t to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if (value != value) return 0x7fffU;
  return (bits + 0x7fffU + (bits >> 16U & 1U)) >> 16U;
}

std::uint32_t to_f16(float value) { return std::bit_cast<std::uint16_t>(static_cast<_Float16>(value)); }

float from_f16(std::uint32_t bits) {
  return static_cast<float>(std::bit_cast<_Float16>(static_cast<std::uint16_t>(bits)));
}

/// One of the two bfloat16 in a register.
float half_of(std::uint32_t pair, unsigned half) {
  return std::bit_cast<float>(half == 0 ? pair << 16U : pair & 0xffff0000U);
}

DeviceLimits limits;

}  // namespace

std::uint32_t pack_bf16(float low, float high) { return to_bf16(low) | to_bf16(high) << 16U; }
std::uint32_t pack_f16(float low, float high) { return to_f16(low) | to_f16(high) << 16U; }
float2 unpack_f16(std::uint32_t bits) { return {from_f16(bits & 0xffffU), from_f16(bits >> 16U)}; }

void tensor_product(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) {
  const unsigned lane = emulation::position().thread_index.x % 32;
  const auto* all = emulation::meet_warp(3, {{a[0], a[1], a[2], a[3], b[0], b[1]}});
  // a [16, 16]: lane 4·g + t has rows g (registers 0, 2) and g + 8 (1, 3), columns 2t, 2t + 1 (0, 1) and 8 more (2, 3).
  // b [16, 8]: lane 4·g + t has column g, rows 2t, 2t + 1 (0) and 8 more (1). d [16, 8]: rows as a, columns 2t, 2t + 1.
  const unsigned group = lane / 4, quad = lane % 4;
  for (unsigned result = 0; result < 4; ++result) {
    const unsigned lower_rows = result / 2;  // 1: row g + 8
    const unsigned column = 2 * quad + result % 2;
    float sum = d[result];
    for (unsigned k = 0; k < 16; ++k) {
      const unsigned owner = k % 8 / 2;
      const float x = half_of(all[4 * group + owner].words[lower_rows + 2 * (k / 8)], k % 2);
      const float y = half_of(all[4 * column + owner].words[4 + k / 8], k % 2);
      sum += x * y;
    }
    d[result] = sum;
  }
}

int device_limits(DeviceLimits& asked) {
  asked = limits;
  return 0;
}

namespace emulation {
void set_device_limits(const DeviceLimits& device) { limits = device; }
}  // namespace emulation
}  // namespace rotorscope::cuda
