// A tile of values in shared memory, as float32, and how its vectors are read and written without bank conflicts.
#pragma once

#include "kernels/cuda/scalar.cuh"

namespace rotorscope::cuda {

/// Value i lies at i + pad · (i / power): runs of `power` values with a gap after each.
struct Tile {
  float* values;
  int size;       ///< values; a multiple of 8, of every Hadamard block and of every group
  int log_power;  ///< the runs' length
  int pad;        ///< a multiple of 8; 0 where a vector of 8 would cross runs

  __device__ __forceinline__ int offset(int i) const { return i + pad * (i >> log_power); }
};

/// Values [i, i + width) of the tile. Lanes 4 … 7 of each 8 take their second half first: their 8 · 16 bytes then come
/// from different banks.
template <int width>
__device__ __forceinline__ void read_vector(const Tile& tile, int i, float (&v)[width]) {
  const auto* from = reinterpret_cast<const float4*>(tile.values + tile.offset(i));
  if constexpr (width == 4) {
    const float4 a = from[0];
    v[0] = a.x, v[1] = a.y, v[2] = a.z, v[3] = a.w;
  } else {
    const bool swapped = (threadIdx.x & 4U) != 0;
    const float4 p = from[swapped ? 1 : 0];
    const float4 q = from[swapped ? 0 : 1];
    v[0] = swapped ? q.x : p.x, v[1] = swapped ? q.y : p.y, v[2] = swapped ? q.z : p.z, v[3] = swapped ? q.w : p.w;
    v[4] = swapped ? p.x : q.x, v[5] = swapped ? p.y : q.y, v[6] = swapped ? p.z : q.z, v[7] = swapped ? p.w : q.w;
  }
}

template <int width>
__device__ __forceinline__ void write_vector(const Tile& tile, int i, const float (&v)[width]) {
  auto* to = reinterpret_cast<float4*>(tile.values + tile.offset(i));
  if constexpr (width == 4) {
    to[0] = make_float4(v[0], v[1], v[2], v[3]);
  } else {
    const bool swapped = (threadIdx.x & 4U) != 0;
    const float4 a = make_float4(v[0], v[1], v[2], v[3]);
    const float4 b = make_float4(v[4], v[5], v[6], v[7]);
    to[swapped ? 1 : 0] = swapped ? b : a;
    to[swapped ? 0 : 1] = swapped ? a : b;
  }
}

/// Where a tile lies in global memory.
struct Span {
  std::int64_t first;  ///< index of its first value
  int count;           ///< values that exist; the tile may be larger
};

/// Global memory to the tile; what does not exist becomes 0. Several loads of a thread are in flight at once.
template <Scalar type>
__device__ __forceinline__ void load_tile(const void* x, const Span& span, bool vectorized, const Tile& tile) {
  constexpr int width = vector_width<type>;
  constexpr int in_flight = 4;
  const int threads = static_cast<int>(blockDim.x);
  if (!vectorized) {
    for (int i = static_cast<int>(threadIdx.x); i < tile.size; i += threads)
      tile.values[tile.offset(i)] = i < span.count ? load_one<type>(x, span.first + i) : 0.0F;
    return;
  }
  const int vectors = tile.size / width;
  for (int base = static_cast<int>(threadIdx.x); base < vectors; base += in_flight * threads) {
    uint4 bits[in_flight];
    ROTOR_UNROLL
    for (int u = 0; u < in_flight; ++u) {
      const int i = (base + u * threads) * width;
      bits[u] = i < span.count ? load_vector<type>(x, span.first + i) : make_uint4(0, 0, 0, 0);
    }
    ROTOR_UNROLL
    for (int u = 0; u < in_flight; ++u) {
      const int i = (base + u * threads) * width;
      if (i >= tile.size) continue;
      float v[width];
      unpack<type>(bits[u], v);
      write_vector<width>(tile, i, v);
    }
  }
}

/// For a row twice the tile's length, (u, v) · S = ((u + v) · S', (u − v) · S'): the part that the tile at `first`
/// needs.
template <Scalar type>
__device__ __forceinline__ void load_folded(const void* x, std::int64_t first, const Tile& tile) {
  const bool is_second = first / tile.size % 2 != 0;
  const std::int64_t u = is_second ? first - tile.size : first;
  for (int i = static_cast<int>(threadIdx.x); i < tile.size; i += static_cast<int>(blockDim.x)) {
    const float a = load_one<type>(x, u + i);
    const float b = load_one<type>(x, u + tile.size + i);
    tile.values[tile.offset(i)] = is_second ? a - b : a + b;
  }
}

/// The tile to global memory, value by value: for rows that are not aligned to vectors.
template <Scalar type>
__device__ __forceinline__ void store_tile(void* y, const Span& span, const Tile& tile) {
  for (int i = static_cast<int>(threadIdx.x); i < span.count; i += static_cast<int>(blockDim.x))
    store_one<type>(y, span.first + i, tile.values[tile.offset(i)]);
}

}  // namespace rotorscope::cuda
