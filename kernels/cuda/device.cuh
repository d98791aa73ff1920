// What the kernel bodies need beyond C++: CUDA's own where nvcc compiles them, the emulation where g++ does.
// Conversions and the tensor-core product have names here, so that both give the same values.
#pragma once

#include <cstdint>

#if defined(__CUDACC__)

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#define ROTOR_UNROLL _Pragma("unroll")
#define ROTOR_NO_UNROLL _Pragma("unroll 1")

namespace rotorscope::cuda {

__device__ __forceinline__ unsigned char* shared_memory() {
  extern __shared__ uint4 rotorscope_shared[];
  return reinterpret_cast<unsigned char*>(rotorscope_shared);
}

/// Two values to 16-bit ones, rounding half to even; `low` in the lower half.
__device__ __forceinline__ std::uint32_t pack_bf16(float low, float high) {
  const __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
  return *reinterpret_cast<const std::uint32_t*>(&pair);
}
__device__ __forceinline__ std::uint32_t pack_f16(float low, float high) {
  const __half2 pair = __floats2half2_rn(low, high);
  return *reinterpret_cast<const std::uint32_t*>(&pair);
}
__device__ __forceinline__ float2 unpack_f16(std::uint32_t bits) {
  return __half22float2(*reinterpret_cast<const __half2*>(&bits));
}

/// d += a · b for 16 × 16 and 16 × 8 bfloat16 across a warp, products exact, sums in float32 (PTX: mma.m16n8k16). All
/// lanes take part: volatile, lest the compiler move it to where its result is needed, which only some lanes may reach.
__device__ __forceinline__ void tensor_product(float (&d)[4], const std::uint32_t (&a)[4],
                                               const std::uint32_t (&b)[2]) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

}  // namespace rotorscope::cuda

#else

#include "kernels/cuda/emulation/device.h"

#define ROTOR_UNROLL
#define ROTOR_NO_UNROLL

#endif

namespace rotorscope::cuda {

constexpr unsigned all_lanes = 0xffffffffU;

__device__ __forceinline__ float from_bits(std::uint32_t bits) { return __uint_as_float(bits); }
__device__ __forceinline__ float2 unpack_bf16(std::uint32_t bits) {
  return make_float2(from_bits(bits << 16U), from_bits(bits & 0xffff0000U));
}

}  // namespace rotorscope::cuda
