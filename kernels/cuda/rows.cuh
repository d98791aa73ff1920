// y = x · H, Q(x · H) or (Q(x · H) − x · H) · Hᵀ with one load and one store of each value: see geometry.h for tiles,
// base_mix.cuh and walsh.cuh for the two parts of H.
//
// Roofline of an H100 (3.35 TB/s, 132 multiprocessors, 1.76 GHz): 14.5 bytes a clock and multiprocessor, so 32 values
// take 8.8 clocks in 16-bit types and 17.6 in float32, in and out. Shared memory moves 32 values a clock, shuffles too.
// Order 4096 takes 5 shuffles, a write and a read: 7 clocks; 14336 = 28 · 512 five shuffles and six accesses: 11; 11008
// = 172 · 64 three shuffles, four accesses and, for bfloat16, 176 tensor-core multiply-adds a value, 4.4 clocks of
// another unit. So all are within reach of memory's speed as long as several blocks share a multiprocessor and overlap;
// float32 has twice the time but three products a value.
#pragma once

#include "kernels/cuda/base_mix.cuh"
#include "kernels/cuda/rounding.cuh"
#include "kernels/cuda/row_kernels.h"
#include "kernels/cuda/walsh.cuh"

namespace rotorscope::cuda {

/// A grid for each group of the tile, into `grids`; `ranges` is scratch, [groups, parts]; it may be
/// `grids` where parts is 1.
__device__ __forceinline__ void fit_groups(const Tile& tile, const RowArguments& a, float2* grids, float2* ranges) {
  const int lane = static_cast<int>(threadIdx.x) % warp_lanes;
  const int warps = static_cast<int>(blockDim.x) / warp_lanes;
  for (int item = static_cast<int>(threadIdx.x) / warp_lanes; item < a.groups * a.parts; item += warps) {
    const int begin = item / a.parts * a.group;
    ValueRange range = empty_range();
    for (int i = item % a.parts * warp_lanes + lane; i < a.group; i += a.parts * warp_lanes)
      range.add(tile.values[tile.offset(begin + i)]);
    range = range_of_team(range, warp_lanes);
    if (lane == 0) ranges[item] = make_float2(range.low, range.high);
  }
  __syncthreads();
  for (int g = static_cast<int>(threadIdx.x); g < a.groups; g += static_cast<int>(blockDim.x)) {
    ValueRange range = empty_range();
    for (int part = 0; part < a.parts; ++part) {
      const float2 seen = ranges[g * a.parts + part];
      range.add(ValueRange{seen.x, seen.y});
    }
    grids[g] = fit_grid(range, a.rounding);
  }
  __syncthreads();
}

/// Rounds the tile; to global memory where y is set, else the block has met after it.
template <Scalar type>
__device__ __forceinline__ void round_tile(const Tile& tile, const Span& span, const RowArguments& a,
                                           const float2* grids, void* y) {
  constexpr int width = vector_width<type>;
  const bool whole = a.group % width == 0;  // a vector lies in one group
  for (int i = static_cast<int>(threadIdx.x) * width; i < tile.size; i += static_cast<int>(blockDim.x) * width) {
    float v[width];
    read_vector<width>(tile, i, v);
    if (whole) {
      const float2 grid = grids[i / a.group];
      ROTOR_UNROLL
      for (int e = 0; e < width; ++e) v[e] = round_value(v[e], grid, a.rounding, a.error);
    } else {
      ROTOR_UNROLL
      for (int e = 0; e < width; ++e) v[e] = round_value(v[e], grids[(i + e) / a.group], a.rounding, a.error);
    }
    if (y == nullptr) {
      write_vector<width>(tile, i, v);
    } else if (i < span.count) {
      store_vector<type>(y, span.first + i, pack<type>(v));
    }
  }
  if (y == nullptr) __syncthreads();
}

/// tile ← tile · (A ⊗ I) on values of `parts` bfloat16 parts. The block must have met before; it has met after.
template <int tiles, int parts>
__device__ __forceinline__ void mix(const Tile& tile, int K, const std::uint32_t* words) {
  if constexpr (tiles > resident_up_to / 16) {
    mix_by_block(tile, K, words);
  } else if constexpr (tiles > 0) {
    mix_by_warps<tiles, parts>(tile, K, words);
  }
  if constexpr (tiles > 0) __syncthreads();
}

/// Three float32 parts of twelve tiles need more registers than two blocks of 256 threads can have; bounds for a block
/// of 384 leave 168 of them, few spills and room for three of the blocks of 128 threads that such orders take.
template <Scalar type, int tiles, bool rounds>
constexpr bool many_registers = tiles == 12 && (rounds || type == Scalar::f32);

/// Shared memory: sign tables, the tile, grids and ranges of groups. `tiles` of 16 that the base may have: BaseBucket.
template <Scalar type, int tiles, bool rounds>
__global__ void __launch_bounds__(many_registers<type, tiles, rounds> ? 384
                                                                      : most_threads(static_cast<BaseBucket>(tiles)),
                                  many_registers<type, tiles, rounds> || tiles > 12 ? 1 : 2)
    transform_rows(RowArguments a) {
  constexpr bool resident = tiles > 0 && tiles <= resident_up_to / 16;
  auto* words = reinterpret_cast<std::uint32_t*>(shared_memory());
  const int table = tiles > 0 ? sign_words(a.K) : 0;
  const std::uint32_t* forward = words;
  const std::uint32_t* backward = words + table;
  std::uint32_t* rest = words;
  if constexpr (resident) {
    const int both = rounds && a.error ? 2 : 1;
    const int threads = static_cast<int>(blockDim.x);
    const int thread = static_cast<int>(threadIdx.x);
    if (a.packed != nullptr) {
      for (int i = thread; i < both * table; i += threads) words[i] = a.packed[i];
    } else {
      pack_signs(a.base, a.K, a.transpose, words, thread, threads);
      if (both == 2) pack_signs(a.base, a.K, !a.transpose, words + table, thread, threads);
    }
    rest += both * table;
  } else if constexpr (tiles > 0) {
    forward = a.packed;
    backward = a.packed + table;
  }
  // The tile comes before the groups' values, whose number may be odd: its vectors need 16 bytes' alignment.
  const Tile tile{reinterpret_cast<float*>(rest), a.tile_values, a.log_power, a.pad};
  auto* grids = reinterpret_cast<float2*>(tile.values + tile.size + tile.pad * (tile.size >> tile.log_power));

  for (std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * tile.size; first < a.values;
       first += static_cast<std::int64_t>(gridDim.x) * tile.size) {
    const std::int64_t left = a.values - first;
    const Span span{first, left < tile.size ? static_cast<int>(left) : tile.size};
    __syncthreads();  // the last tile has been read, and the signs are there
    void* const target = a.vectorized ? a.y : nullptr;
    const bool from_memory = tiles == 0 && a.vectorized && !a.folded;
    if (tiles == 0 && a.folded) {
      load_folded<type>(a.x, first, tile);
      __syncthreads();
    } else if (!from_memory) {
      load_tile<type>(a.x, span, a.vectorized, tile);
      __syncthreads();
    }
    mix<tiles, parts_of<type>>(tile, a.K, forward);
    walsh<type>(tile, span, from_memory ? a.x : nullptr, rounds ? nullptr : target, a.scale);
    if constexpr (rounds) {
      fit_groups(tile, a, grids, a.parts == 1 ? grids : grids + a.groups);
      round_tile<type>(tile, span, a, grids, a.error ? nullptr : target);
      if (a.error) {
        mix<tiles, 3>(tile, a.K, backward);
        walsh<type>(tile, span, nullptr, target, a.scale);
      }
    }
    if (target == nullptr) store_tile<type>(a.y, span, tile);
  }
}

/// x · S in registers alone, for orders that divide the values of a warp's vectors.
template <Scalar type>
__global__ void __launch_bounds__(256) transform_vectors(RowArguments a) {
  constexpr int width = vector_width<type>;
  constexpr int in_flight = 4;
  const int thread = static_cast<int>(threadIdx.x);
  constexpr int block_values = 256 * in_flight * width;
  for (std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * block_values; first < a.values;
       first += static_cast<std::int64_t>(gridDim.x) * block_values) {
    uint4 bits[in_flight];
    ROTOR_UNROLL
    for (int u = 0; u < in_flight; ++u) {
      const std::int64_t i = first + (u * 256 + thread) * width;
      bits[u] = i < a.values ? load_vector<type>(a.x, i) : make_uint4(0, 0, 0, 0);
    }
    ROTOR_UNROLL
    for (int u = 0; u < in_flight; ++u) {
      const std::int64_t i = first + (u * 256 + thread) * width;
      float v[width];
      unpack<type>(bits[u], v);
      warp_butterflies<type>(v, a.log_power, a.scale);
      if (i < a.values) store_vector<type>(a.y, i, pack<type>(v));
    }
  }
}

}  // namespace rotorscope::cuda
