// Stored values to float32 and back, in vectors of 16 bytes where rows allow it and one by one where not.
#pragma once

#include "kernels/cuda/device.cuh"
#include "kernels/cuda/geometry.h"

namespace rotorscope::cuda {

template <Scalar type>
constexpr int vector_width = vector_of(type);

/// 16 bytes as they lie in memory.
template <Scalar type>
__device__ __forceinline__ void unpack(const uint4& bits, float (&v)[vector_width<type>]) {
  const std::uint32_t words[4] = {bits.x, bits.y, bits.z, bits.w};
  ROTOR_UNROLL
  for (int i = 0; i < 4; ++i) {
    if constexpr (type == Scalar::f32) {
      v[i] = from_bits(words[i]);
    } else {
      const float2 pair = type == Scalar::f16 ? unpack_f16(words[i]) : unpack_bf16(words[i]);
      v[2 * i] = pair.x;
      v[2 * i + 1] = pair.y;
    }
  }
}

template <Scalar type>
__device__ __forceinline__ uint4 pack(const float (&v)[vector_width<type>]) {
  std::uint32_t words[4];
  ROTOR_UNROLL
  for (int i = 0; i < 4; ++i) {
    if constexpr (type == Scalar::f32) {
      words[i] = __float_as_uint(v[i]);
    } else {
      words[i] = type == Scalar::f16 ? pack_f16(v[2 * i], v[2 * i + 1]) : pack_bf16(v[2 * i], v[2 * i + 1]);
    }
  }
  return make_uint4(words[0], words[1], words[2], words[3]);
}

/// The 16 bytes that hold values [index, index + vector); index is a multiple of the vector's width.
template <Scalar type>
__device__ __forceinline__ uint4 load_vector(const void* x, std::int64_t index) {
  return static_cast<const uint4*>(x)[index / vector_width<type>];
}
template <Scalar type>
__device__ __forceinline__ void store_vector(void* y, std::int64_t index, const uint4& bits) {
  static_cast<uint4*>(y)[index / vector_width<type>] = bits;
}

template <Scalar type>
__device__ __forceinline__ float load_one(const void* x, std::int64_t index) {
  if constexpr (type == Scalar::f32) {
    return static_cast<const float*>(x)[index];
  } else {
    const std::uint32_t bits = static_cast<const std::uint16_t*>(x)[index];
    return type == Scalar::f16 ? unpack_f16(bits).x : unpack_bf16(bits).x;
  }
}

template <Scalar type>
__device__ __forceinline__ void store_one(void* y, std::int64_t index, float value) {
  if constexpr (type == Scalar::f32) {
    static_cast<float*>(y)[index] = value;
  } else {
    const std::uint32_t bits = type == Scalar::f16 ? pack_f16(value, 0.0F) : pack_bf16(value, 0.0F);
    static_cast<std::uint16_t*>(y)[index] = static_cast<std::uint16_t>(bits);
  }
}

/// Two neighbours; index is even and y aligned to two values.
template <Scalar type>
__device__ __forceinline__ void store_pair(void* y, std::int64_t index, float low, float high) {
  if constexpr (type == Scalar::f32) {
    static_cast<float2*>(y)[index / 2] = make_float2(low, high);
  } else {
    static_cast<std::uint32_t*>(y)[index / 2] = type == Scalar::f16 ? pack_f16(low, high) : pack_bf16(low, high);
  }
}

}  // namespace rotorscope::cuda
