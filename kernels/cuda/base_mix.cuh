// The K-part of a Hadamard: y[c, b] = Σ_a A[a, c] x[a, b] on a tile in shared memory, by tensor cores.
//
// Plain multiply-adds cost K a value. An H100 moves 3.6 bfloat16 values a clock and multiprocessor in and out of memory
// and has 128 float32 multiply-adds in that time, 35 a value: enough for K ≤ 28, a fifth of what K = 172 needs. The
// tensor cores have some 1280 (mma.sync), 350 a value, and lose nothing here: ±1 is exact in bfloat16, a stored
// bfloat16 is itself, a float16 is the sum of two bfloat16 and a normal float32 of three (8 bits each), products are
// exact and the sums are in float32. So a value takes 1, 2 or 3 products. (Beyond 3.39e38 float32 values do not split:
// they give NaN.) That is why the K-part comes first, on the values as they were stored.
//
// A warp owns the columns b that it works on, 8 or 16 at a time: it takes all a of them into registers, then writes all
// c over them. The signs lie packed, 16 pairs in a word of each lane: a shift, a mask and an exclusive or give a
// register.
#pragma once

#include "kernels/cuda/tile.cuh"

namespace rotorscope::cuda {

/// Bfloat16 parts that hold a stored value of this type exactly.
template <Scalar type>
constexpr int parts_of = type == Scalar::bf16  ? 1
                         : type == Scalar::f16 ? 2
                                               : 3;

/// Which of a tile's 16 rows a stands for element `slot` (0 … 3) of lane `quad` = lane % 4 in the product's operands.
/// The order of a sum is free; with this one the lanes read rows that lie in different banks.
__device__ __forceinline__ int row_of_slot(int quad, int slot) { return quad + 4 * slot; }

/// Words `first`, `first + step`, … of the table that sign_words() counts: [c tile][a tile / 4][lane]. Pair j of a word
/// is register j % 4 of a tile a / 16 = 4 · (…) + j / 4; its signs are the bits 15 − j and 31 − j. Beyond K: +.
__device__ __forceinline__ void pack_signs(const float* base, int K, bool transpose, std::uint32_t* words, int first,
                                           int step) {
  const int tiles = sign_tiles(K);
  const int quads = (tiles + 3) / 4;
  for (int index = first; index < sign_words(K); index += step) {
    const int lane = index % warp_lanes;
    const int a_tiles = index / warp_lanes % quads * 4;
    const int c_tile = index / warp_lanes / quads;
    std::uint32_t word = 0;
    for (int j = 0; j < 16; ++j) {
      // registers of the 16 × 16 operand: rows lane / 4 and 8 more, then the same for the next two slots
      const int c = c_tile * 16 + lane / 4 + 8 * (j % 2);
      for (int half = 0; half < 2; ++half) {
        const int a = (a_tiles + j / 4) * 16 + row_of_slot(lane % 4, j % 4 / 2 * 2 + half);
        if (a >= K || c >= K) continue;
        const std::int64_t at = transpose ? static_cast<std::int64_t>(c) * K + a : static_cast<std::int64_t>(a) * K + c;
        if (base[at] < 0.0F)
          word |= 1U << (half == 0 ? 15U - static_cast<unsigned>(j) : 31U - static_cast<unsigned>(j));
      }
    }
    words[index] = word;
  }
}

/// The operand's four registers of ±1 for tile `a_tile` of a word's four.
__device__ __forceinline__ void unpack_signs(std::uint32_t word, int a_tile, std::uint32_t (&signs)[4]) {
  ROTOR_UNROLL
  for (int r = 0; r < 4; ++r) signs[r] = ((word << static_cast<unsigned>(a_tile * 4 + r)) & 0x80008000U) ^ 0x3f803f80U;
}

/// Two values as `parts` pairs of bfloat16 whose sums they are.
template <int parts>
__device__ __forceinline__ void split(float low, float high, std::uint32_t (&pairs)[parts]) {
  ROTOR_UNROLL
  for (int p = 0; p < parts; ++p) {
    pairs[p] = pack_bf16(low, high);
    const float2 taken = unpack_bf16(pairs[p]);
    low -= taken.x;
    high -= taken.y;
  }
}

/// Columns of a tile: column n is value n % power of each run of Hadamard block n / power.
struct Columns {
  int K, power, log_power, pad;
  int count;  ///< columns of all blocks of the tile

  __device__ __forceinline__ Columns(const Tile& tile, int order)
      : K(order), power(1 << tile.log_power), log_power(tile.log_power), pad(tile.pad), count(tile.size / order) {}
  __device__ __forceinline__ int stride() const { return power + pad; }
  __device__ __forceinline__ int offset(int n) const { return (n >> log_power) * K * stride() + (n & (power - 1)); }
};

/// This lane's part of rows [16 · a_tile, …) of a column, split. All lanes of a warp take their parts together.
template <int parts>
__device__ __forceinline__ void take_rows(const float* column, bool exists, const Columns& columns, int a_tile,
                                          std::uint32_t (&pairs)[parts][2]) {
  float v[4];
  ROTOR_UNROLL
  for (int slot = 0; slot < 4; ++slot) {
    const int a = a_tile * 16 + row_of_slot(static_cast<int>(threadIdx.x) % 4, slot);
    v[slot] = exists && a < columns.K ? column[a * columns.stride()] : 0.0F;
  }
  ROTOR_UNROLL
  for (int half = 0; half < 2; ++half) {
    std::uint32_t split_pairs[parts];
    split<parts>(v[2 * half], v[2 * half + 1], split_pairs);
    ROTOR_UNROLL
    for (int p = 0; p < parts; ++p) pairs[p][half] = split_pairs[p];
  }
}

/// This lane's part of 16 × 8 results: rows c and c + 8, two columns.
__device__ __forceinline__ void put_rows(float* values, const Columns& columns, int c_tile, int first_column,
                                         const float (&sums)[4]) {
  const int lane = static_cast<int>(threadIdx.x) % warp_lanes;
  const int n = first_column + lane % 4 * 2;
  ROTOR_UNROLL
  for (int half = 0; half < 2; ++half) {
    const int c = c_tile * 16 + lane / 4 + 8 * half;
    if (c >= columns.K) continue;
    const int row = c * columns.stride();
    if (columns.power > 1) {
      if (n < columns.count) {
        *reinterpret_cast<float2*>(values + columns.offset(n) + row) = make_float2(sums[2 * half], sums[2 * half + 1]);
      }
    } else {
      if (n < columns.count) values[columns.offset(n) + row] = sums[2 * half];
      if (n + 1 < columns.count) values[columns.offset(n + 1) + row] = sums[2 * half + 1];
    }
  }
}

/// In place, for K ≤ 16 · `tiles`; `words` in shared memory. The block must have met before and meets after.
template <int tiles, int parts>
__device__ __forceinline__ void mix_by_warps(const Tile& tile, int K, const std::uint32_t* words) {
  constexpr int wide = parts == 1 ? 2 : 1;  // 8-column products that share a register of signs
  const Columns columns(tile, K);
  const int lane = static_cast<int>(threadIdx.x) % warp_lanes;
  const int warps = static_cast<int>(blockDim.x) / warp_lanes;
  const int used = sign_tiles(K);
  const int quads = (used + 3) / 4;
  for (int first = static_cast<int>(threadIdx.x) / warp_lanes * 8 * wide; first < columns.count;
       first += warps * 8 * wide) {
    std::uint32_t x[tiles][wide][parts][2];
    ROTOR_UNROLL
    for (int w = 0; w < wide; ++w) {
      const int n = first + 8 * w + lane / 4;
      const bool exists = n < columns.count;
      const float* column = tile.values + columns.offset(exists ? n : 0);
      ROTOR_UNROLL
      for (int t = 0; t < tiles; ++t) {
        if (t < used) take_rows<parts>(column, exists, columns, t, x[t][w]);
      }
    }
    __syncwarp();  // all of these columns have been read
    ROTOR_NO_UNROLL
    for (int c_tile = 0; c_tile < used; ++c_tile) {
      float sums[wide][4] = {};
      std::uint32_t word = 0;
      ROTOR_UNROLL
      for (int t = 0; t < tiles; ++t) {
        if (t >= used) continue;
        if (t % 4 == 0) word = words[(c_tile * quads + t / 4) * warp_lanes + lane];
        std::uint32_t signs[4];
        unpack_signs(word, t % 4, signs);
        ROTOR_UNROLL
        for (int p = parts - 1; p >= 0; --p) {  // the small parts first
          ROTOR_UNROLL
          for (int w = 0; w < wide; ++w) tensor_product(sums[w], signs, x[t][w][p]);
        }
      }
      ROTOR_UNROLL
      for (int w = 0; w < wide; ++w) put_rows(tile.values, columns, c_tile, first + 8 * w, sums[w]);
    }
  }
}

/// In place, for any K ≤ 1024 with a block of 16 warps: all warps read the same 8 columns, each makes some of the rows
/// c. `words` in global memory.
__device__ __forceinline__ void mix_by_block(const Tile& tile, int K, const std::uint32_t* words) {
  constexpr int parts = 3;
  constexpr int warps = 16;
  constexpr int tiles_a_warp = 64 / warps;
  const Columns columns(tile, K);
  const int lane = static_cast<int>(threadIdx.x) % warp_lanes;
  const int warp = static_cast<int>(threadIdx.x) / warp_lanes;
  const int used = sign_tiles(K);
  const int quads = (used + 3) / 4;
  for (int first = 0; first < columns.count; first += 8) {
    const int n = first + lane / 4;
    const bool exists = n < columns.count;
    const float* column = tile.values + columns.offset(exists ? n : 0);
    float sums[tiles_a_warp][4] = {};
    for (int t = 0; t < used; ++t) {
      std::uint32_t x[parts][2];
      take_rows<parts>(column, exists, columns, t, x);
      ROTOR_UNROLL
      for (int i = 0; i < tiles_a_warp; ++i) {
        const int c_tile = warp + i * warps;
        if (c_tile >= used) continue;
        std::uint32_t signs[4];
        unpack_signs(words[(c_tile * quads + t / 4) * warp_lanes + lane], t % 4, signs);
        ROTOR_UNROLL
        for (int p = parts - 1; p >= 0; --p) tensor_product(sums[i], signs, x[p]);
      }
    }
    __syncthreads();  // these columns have been read
    ROTOR_UNROLL
    for (int i = 0; i < tiles_a_warp; ++i) {
      const int c_tile = warp + i * warps;
      if (c_tile < used) put_rows(tile.values, columns, c_tile, first, sums[i]);
    }
  }
}

}  // namespace rotorscope::cuda
