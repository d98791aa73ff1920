// Rounding rows to a grid of their own, each value read from memory once: a team of lanes, a warp or a block keeps its
// row in registers, as it was stored, between finding the range and rounding.
//
// Memory bound: 4 bytes a value in 16-bit types at 25 instructions, most of them for the true division.
#pragma once

#include "kernels/cuda/rounding.cuh"
#include "kernels/cuda/scalar.cuh"

namespace rotorscope::cuda {

struct RoundArguments {
  const void* x;
  void* y;
  std::int64_t rows;
  int columns;
  int team;  ///< lanes a row, where a warp or less serves a row
  Rounding rounding;
  bool error;
};

/// One piece of a row: a 16-byte vector, or one value where rows are not aligned to vectors.
template <Scalar type, bool vectorized>
struct Piece {
  static constexpr int width = vectorized ? vector_width<type> : 1;
  uint4 bits;

  __device__ __forceinline__ void load(const void* x, std::int64_t index) {
    if constexpr (vectorized) {
      bits = load_vector<type>(x, index);
    } else {
      bits.x = __float_as_uint(load_one<type>(x, index));
    }
  }
  __device__ __forceinline__ void add_to(ValueRange& range) const {
    if constexpr (vectorized) {
      float v[width];
      unpack<type>(bits, v);
      ROTOR_UNROLL
      for (int i = 0; i < width; ++i) range.add(v[i]);
    } else {
      range.add(from_bits(bits.x));
    }
  }
  __device__ __forceinline__ void store_rounded(void* y, std::int64_t index, float2 grid, const Rounding& rounding,
                                                bool error) const {
    if constexpr (vectorized) {
      float v[width];
      unpack<type>(bits, v);
      ROTOR_UNROLL
      for (int i = 0; i < width; ++i) v[i] = round_value(v[i], grid, rounding, error);
      store_vector<type>(y, index, pack<type>(v));
    } else {
      store_one<type>(y, index, round_value(from_bits(bits.x), grid, rounding, error));
    }
  }
};

/// Teams of lanes, `held` pieces a lane.
template <Scalar type, bool vectorized, int held>
__global__ void __launch_bounds__(256) round_by_team(RoundArguments a) {
  using Part = Piece<type, vectorized>;
  const int teams = static_cast<int>(blockDim.x) / a.team;
  const int team = static_cast<int>(threadIdx.x) / a.team;
  const int lane = static_cast<int>(threadIdx.x) % a.team;
  // The loop's bounds are the block's, so that all lanes meet in the exchanges.
  for (std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * teams; first < a.rows;
       first += static_cast<std::int64_t>(gridDim.x) * teams) {
    const std::int64_t row = first + team;
    const std::int64_t start = row * a.columns;
    Part parts[held];
    ValueRange range = empty_range();
    ROTOR_UNROLL
    for (int i = 0; i < held; ++i) {
      const int column = (i * a.team + lane) * Part::width;
      if (row < a.rows && column < a.columns) parts[i].load(a.x, start + column);
    }
    ROTOR_UNROLL
    for (int i = 0; i < held; ++i) {
      const int column = (i * a.team + lane) * Part::width;
      if (row < a.rows && column < a.columns) parts[i].add_to(range);
    }
    const float2 grid = fit_grid(range_of_team(range, a.team), a.rounding);
    ROTOR_UNROLL
    for (int i = 0; i < held; ++i) {
      const int column = (i * a.team + lane) * Part::width;
      if (row < a.rows && column < a.columns) parts[i].store_rounded(a.y, start + column, grid, a.rounding, a.error);
    }
  }
}

/// The range of what a block saw; `shared` holds a range a warp.
__device__ __forceinline__ ValueRange range_of_block(ValueRange range, float2* shared) {
  range = range_of_team(range, warp_lanes);
  const int warps = static_cast<int>(blockDim.x) / warp_lanes;
  __syncthreads();  // the last row's ranges have been read
  if (threadIdx.x % warp_lanes == 0) shared[threadIdx.x / warp_lanes] = make_float2(range.low, range.high);
  __syncthreads();
  for (int w = 0; w < warps; ++w) range.add(ValueRange{shared[w].x, shared[w].y});
  return range;
}

/// A block a row, `held` pieces a thread; 0: rows that no block holds are read a second time.
template <Scalar type, bool vectorized, int held>
__global__ void __launch_bounds__(1024) round_by_block(RoundArguments a) {
  using Part = Piece<type, vectorized>;
  auto* shared = reinterpret_cast<float2*>(shared_memory());
  const int step = static_cast<int>(blockDim.x) * Part::width;
  const int begin = static_cast<int>(threadIdx.x) * Part::width;
  for (std::int64_t row = blockIdx.x; row < a.rows; row += gridDim.x) {
    const std::int64_t start = row * a.columns;
    ValueRange range = empty_range();
    if constexpr (held > 0) {
      Part parts[held];
      ROTOR_UNROLL
      for (int i = 0; i < held; ++i) {
        if (begin + i * step < a.columns) parts[i].load(a.x, start + begin + i * step);
      }
      ROTOR_UNROLL
      for (int i = 0; i < held; ++i) {
        if (begin + i * step < a.columns) parts[i].add_to(range);
      }
      const float2 grid = fit_grid(range_of_block(range, shared), a.rounding);
      ROTOR_UNROLL
      for (int i = 0; i < held; ++i) {
        const int column = begin + i * step;
        if (column < a.columns) parts[i].store_rounded(a.y, start + column, grid, a.rounding, a.error);
      }
    } else {
      Part part;
      for (std::int64_t column = begin; column < a.columns; column += step) {
        part.load(a.x, start + column);
        part.add_to(range);
      }
      const float2 grid = fit_grid(range_of_block(range, shared), a.rounding);
      for (std::int64_t column = begin; column < a.columns; column += step) {
        part.load(a.x, start + column);
        part.store_rounded(a.y, start + column, grid, a.rounding, a.error);
      }
    }
  }
}

}  // namespace rotorscope::cuda
