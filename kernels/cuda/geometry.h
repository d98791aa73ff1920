// Which kernel serves a call, with what grid, block and shared memory: plain functions, so that the launchers and the
// host build of the kernels (emulation/) agree and the choices are tested without a GPU.
//
// Rows with a Hadamard are handled a *tile* at a time: a whole number of pieces that nothing crosses (Hadamard blocks
// and rounding groups), contiguous in memory, held as float32 in shared memory between one load and one store.
#pragma once

#include "kernels/cuda/launch.h"

#include <cstdint>

#if defined(__CUDACC__)
#define ROTOR_BOTH __host__ __device__  ///< callable from kernels too
#else
#define ROTOR_BOTH
#endif

namespace rotorscope::cuda {

/// What the launchers ask of a device. The defaults are an H100's.
struct DeviceLimits {
  int multiprocessors = 132;
  int shared_per_block = 232448;           ///< bytes, after opting in
  int shared_per_multiprocessor = 233472;  ///< bytes
};

struct Launch {
  unsigned grid = 1;
  unsigned threads = 32;
  unsigned shared_bytes = 0;
};

constexpr int warp_lanes = 32;
constexpr int invalid_value = 1;  ///< cudaErrorInvalidValue

/// Values in a 16-byte vector.
constexpr int vector_of(Scalar type) { return type == Scalar::f32 ? 4 : 8; }
constexpr int bytes_of(Scalar type) { return type == Scalar::f32 ? 4 : 2; }

/// How a grid's parameters enter the kernels.
struct Rounding {
  float clip = 1.0F;     ///< the range's factor
  float divisor = 1.0F;  ///< steps in the range
  float lowest = 0.0F;   ///< lowest level
  float highest = 0.0F;  ///< highest level
  bool symmetric = false;
  bool widen = false;
};
Rounding rounding_of(const RowGrid& grid);

/// bits in 2 … 8 and a clip that is a number above 0.
bool valid_grid(const RowGrid& grid);

// --- Rows with a Hadamard ---------------------------------------------------------------------------------------

/// The signs of a base of order K as words for the tensor cores (base_mix.cuh): tiles of 16 × 16, four to a word of
/// each of 32 lanes.
ROTOR_BOTH constexpr int sign_tiles(int K) { return (K + 15) / 16; }
ROTOR_BOTH constexpr int sign_words(int K) { return sign_tiles(K) * ((sign_tiles(K) + 3) / 4) * warp_lanes; }
/// Bases above this have their signs packed by a kernel of its own: every block doing so would read too much.
constexpr int packed_above = 64;
/// Bases above this keep the signs in global memory, and all warps share a column.
constexpr int resident_up_to = 192;

/// Kernels are compiled for bases of up to this many tiles of 16 (0: no base; 64: any, all warps together).
enum class BaseBucket : std::int8_t { none = 0, two = 2, five = 5, twelve = 12, any = 64 };

/// Threads of the largest block, which bounds a thread's registers.
constexpr int most_threads(BaseBucket bucket) {
  return bucket == BaseBucket::any ? 512 : bucket == BaseBucket::twelve ? 256 : 384;
}

struct RowPlan {
  int status = 0;       ///< 0 or invalid_value
  bool direct = false;  ///< in registers alone: no base, an order that a warp's vectors hold, no rounding
  bool folded = false;  ///< a tile is half of a row: its halves' sum or difference, for powers of two that do not fit
  bool vectorized = false;
  BaseBucket bucket = BaseBucket::none;
  Launch launch;
  int tile_values = 0;
  int pad = 0;     ///< floats after each run of `power` values in shared memory, against bank conflicts
  int group = 0;   ///< values a grid (0: no rounding)
  int groups = 0;  ///< grids a tile
  int parts = 0;   ///< warps that share a group's minimum and maximum
  int tables = 0;  ///< sign tables in shared memory
};

struct RowCall {
  const void* x = nullptr;
  const void* y = nullptr;
  Scalar type = Scalar::f32;
  std::int64_t rows = 0;
  std::int64_t blocks = 1;
  Hadamard h;
  bool rounds = false;
  bool error = false;
  std::int64_t group = 0;
};

RowPlan plan_rows(const RowCall& call, const DeviceLimits& limits);

// --- Rounding alone ---------------------------------------------------------------------------------------------

struct RoundPlan {
  int status = 0;
  bool vectorized = false;
  bool whole_block = false;  ///< a block a row; else `team` lanes of a warp a row
  int held = 0;              ///< vectors a thread keeps in registers (0: the row is read twice)
  int team = warp_lanes;
  Launch launch;
};

RoundPlan plan_rounding(const void* x, const void* y, Scalar type, std::int64_t rows, std::int64_t columns);

// --- Moments ----------------------------------------------------------------------------------------------------

constexpr int histogram_bins = 2048;
constexpr int histogram_copies = 4;
constexpr int moment_fields = 7;  ///< doubles that a slice of tokens leaves for each channel
constexpr int moment_warps = 8;
constexpr int channels_a_lane = 4;

struct MomentPlan {
  int status = 0;
  bool vectorized = false;
  std::int64_t slices = 1;        ///< parts that the tokens are split into
  std::int64_t slice_tokens = 1;  ///< tokens of each, the last may have fewer
  std::int64_t strips = 1;        ///< groups of channels
  Launch first, second;
};

/// Does not depend on the device, as the scratch memory is asked for without one.
MomentPlan plan_moments(const void* x, Scalar type, std::int64_t tokens, std::int64_t channels);

}  // namespace rotorscope::cuda
