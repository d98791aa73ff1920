// The power-of-two part of a Hadamard on a tile: butterflies in a thread's vector, across its warp's lanes by shuffles
// (together 7 bits of the order in float32, 8 in 16-bit types), and for longer orders in further passes over shared
// memory that take up to 4 bits each. The first pass reads, and the last writes, global memory where nothing stands in
// between.
#pragma once

#include "kernels/cuda/tile.cuh"

namespace rotorscope::cuda {

/// log2 of a vector's width.
template <Scalar type>
constexpr int vector_bits = type == Scalar::f32 ? 2 : 3;

/// Bits of the order that a warp does with a vector a lane.
template <Scalar type>
constexpr int warp_bits = vector_bits<type> + 5;

/// v · S · scale for the lowest min(log_power, warp_bits) bits of the index. All lanes of the warp take part.
template <Scalar type>
__device__ __forceinline__ void warp_butterflies(float (&v)[vector_width<type>], int log_power, float scale) {
  constexpr int width = vector_width<type>;
  ROTOR_UNROLL
  for (int bit = 0; bit < vector_bits<type>; ++bit) {
    if (bit >= log_power) continue;
    ROTOR_UNROLL
    for (int i = 0; i < width; ++i) {
      if ((i >> bit & 1) != 0) continue;
      const int j = i + (1 << bit);
      const float a = v[i], b = v[j];
      v[i] = a + b;
      v[j] = a - b;
    }
  }
  ROTOR_UNROLL
  for (int bit = 0; bit < 5; ++bit) {
    if (vector_bits<type> + bit >= log_power) continue;
    const float sign = (threadIdx.x >> bit & 1U) != 0 ? -1.0F : 1.0F;
    ROTOR_UNROLL
    for (int i = 0; i < width; ++i) {
      const float other = __shfl_xor_sync(all_lanes, v[i], 1 << bit);
      v[i] = sign * v[i] + other;
    }
  }
  ROTOR_UNROLL
  for (int i = 0; i < width; ++i) v[i] *= scale;
}

/// The warp's bits of the whole tile. From and to global memory where the pointers are set, else the tile.
template <Scalar type>
__device__ __forceinline__ void low_pass(const Tile& tile, const Span& span, const void* x, void* y, float scale) {
  constexpr int width = vector_width<type>;
  constexpr int in_flight = 2;
  const int threads = static_cast<int>(blockDim.x);
  const int vectors = tile.size / width;
  const int warp_start = static_cast<int>(threadIdx.x) / warp_lanes * warp_lanes;
  for (int base = 0; base < vectors; base += in_flight * threads) {
    float v[in_flight][width];
    ROTOR_UNROLL
    for (int u = 0; u < in_flight; ++u) {
      const int i = (base + u * threads + static_cast<int>(threadIdx.x)) * width;
      if (x != nullptr) {
        unpack<type>(i < span.count ? load_vector<type>(x, span.first + i) : make_uint4(0, 0, 0, 0), v[u]);
      } else if (i < tile.size) {
        read_vector<width>(tile, i, v[u]);
      } else {
        ROTOR_UNROLL
        for (int e = 0; e < width; ++e) v[u][e] = 0.0F;
      }
    }
    ROTOR_UNROLL
    for (int u = 0; u < in_flight; ++u) {
      if (base + u * threads + warp_start >= vectors) continue;  // the warp's lanes agree
      const int i = (base + u * threads + static_cast<int>(threadIdx.x)) * width;
      warp_butterflies<type>(v[u], tile.log_power, scale);
      if (y != nullptr) {
        if (i < span.count) store_vector<type>(y, span.first + i, pack<type>(v[u]));
      } else if (i < tile.size) {
        write_vector<width>(tile, i, v[u]);
      }
    }
  }
}

/// Bits [low, low + bits) of the tile, two neighbouring values at a time; to global memory where y is set.
template <Scalar type, int bits>
__device__ __forceinline__ void high_pass(const Tile& tile, int low, const Span& span, void* y) {
  constexpr int radix = 1 << bits;
  const int step = 1 << low;
  const int items = tile.size >> (bits + 1);
  for (int item = static_cast<int>(threadIdx.x); item < items; item += static_cast<int>(blockDim.x)) {
    const int first = ((item >> (low - 1)) << (low + bits)) + 2 * (item & (step / 2 - 1));
    float* at = tile.values + tile.offset(first);
    float2 v[radix];
    ROTOR_UNROLL
    for (int i = 0; i < radix; ++i) v[i] = *reinterpret_cast<const float2*>(at + i * step);
    ROTOR_UNROLL
    for (int bit = 0; bit < bits; ++bit) {
      ROTOR_UNROLL
      for (int i = 0; i < radix; ++i) {
        if ((i >> bit & 1) != 0) continue;
        const int j = i + (1 << bit);
        const float2 a = v[i], b = v[j];
        v[i] = make_float2(a.x + b.x, a.y + b.y);
        v[j] = make_float2(a.x - b.x, a.y - b.y);
      }
    }
    if (y != nullptr) {
      if (first >= span.count) continue;
      ROTOR_UNROLL
      for (int i = 0; i < radix; ++i) store_pair<type>(y, span.first + first + i * step, v[i].x, v[i].y);
    } else {
      ROTOR_UNROLL
      for (int i = 0; i < radix; ++i) *reinterpret_cast<float2*>(at + i * step) = v[i];
    }
  }
}

/// tile ← tile · (I ⊗ S) · scale; from global memory where x is set, to global memory where y is set (else the block
/// has met after it). The block must have met before.
template <Scalar type>
__device__ __forceinline__ void walsh(const Tile& tile, const Span& span, const void* x, void* y, float scale) {
  const int high = tile.log_power - warp_bits<type>;
  low_pass<type>(tile, span, x, high > 0 ? nullptr : y, scale);
  int passes = (high + 3) / 4;
  int low = warp_bits<type>;
  for (; passes > 0; --passes) {
    __syncthreads();
    const int bits = (tile.log_power - low + passes - 1) / passes;
    void* target = passes == 1 ? y : nullptr;
    switch (bits) {
      case 1:
        high_pass<type, 1>(tile, low, span, target);
        break;
      case 2:
        high_pass<type, 2>(tile, low, span, target);
        break;
      case 3:
        high_pass<type, 3>(tile, low, span, target);
        break;
      default:
        high_pass<type, 4>(tile, low, span, target);
    }
    low += bits;
  }
  if (y == nullptr) __syncthreads();
}

}  // namespace rotorscope::cuda
