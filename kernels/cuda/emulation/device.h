// CUDA's words for g++: kernel bodies (*.cuh) and launchers (*.cu) compile as plain C++ and run on fibers (fiber.h).
// Only what the kernels use is here.
#pragma once

#include "kernels/cuda/emulation/fiber.h"

#include <bit>
#include <cmath>
#include <cstdint>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)

#define threadIdx (::rotorscope::cuda::emulation::position().thread_index)
#define blockIdx (::rotorscope::cuda::emulation::position().block_index)
#define blockDim (::rotorscope::cuda::emulation::position().block_size)
#define gridDim (::rotorscope::cuda::emulation::position().grid_size)

struct alignas(8) float2 {
  float x, y;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
struct alignas(8) uint2 {
  unsigned x, y;
};
struct alignas(16) uint4 {
  unsigned x, y, z, w;
};
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }

inline float __uint_as_float(unsigned bits) { return std::bit_cast<float>(bits); }
inline unsigned __float_as_uint(float value) { return std::bit_cast<unsigned>(value); }
// The unit is compiled without fusing products and sums, so these are what they say.
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
using std::fabs;
using std::rint;

inline void __syncthreads() { rotorscope::cuda::emulation::meet_block(); }
inline void __syncwarp() { rotorscope::cuda::emulation::meet_warp(1, {}); }
inline float __shfl_xor_sync(unsigned, float value, int distance) {
  namespace emulation = rotorscope::cuda::emulation;
  const unsigned lane = emulation::position().thread_index.x % 32;
  const auto* all = emulation::meet_warp(2, {{std::bit_cast<std::uint32_t>(value)}});
  return std::bit_cast<float>(all[lane ^ static_cast<unsigned>(distance)].words[0]);
}

template <class T>
T atomicAdd(T* at, T value) {
  const T before = *at;
  *at = before + value;
  return before;
}

namespace rotorscope::cuda {

inline unsigned char* shared_memory() { return emulation::shared(); }

std::uint32_t pack_bf16(float low, float high);
std::uint32_t pack_f16(float low, float high);
float2 unpack_f16(std::uint32_t bits);

/// PTX's mma.m16n8k16: each lane gives its registers of a and b, and gets its four of the sums.
void tensor_product(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]);

}  // namespace rotorscope::cuda
