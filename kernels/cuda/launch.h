// What the CUDA kernels offer, without headers of CUDA or torch: launchers that a module, a test or a benchmark calls.
//
// Pointers are to device memory, contiguous, of `Scalar` type; arithmetic is in float32. Work is queued on `stream` (a
// cudaStream_t; null: the default one) and nothing waits. Every function returns a cudaError_t, 0 for success;
// arguments that no kernel serves give cudaErrorInvalidValue (1) and queue nothing.
#pragma once

#include "kernels/cpu/fake_quantize.h"

#include <cstdint>

namespace rotorscope::cuda {

enum class Scalar : std::int8_t { f32, f16, bf16 };
using Stream = void*;

/// H = (A ⊗ S) / sqrt(K · power); base [K, K] float32 of ±1 in device memory (null: K = 1), power = 2^p, K ≤ 1024.
struct Hadamard {
  const float* base = nullptr;
  std::int64_t K = 1;
  std::int64_t power = 1;
};

/// y = x · H (transpose: x · Hᵀ) for x, y [rows, blocks · K · power]; y may be x.
int hadamard(const void* x, void* y, Scalar type, std::int64_t rows, std::int64_t blocks, const Hadamard& h,
             bool transpose, Stream stream);

/// y = Q(x), or Q(x) − x where `error`, for x, y [rows, columns], a grid a row (numerics.md §3); y may be x.
int fake_quantize(const void* x, void* y, Scalar type, std::int64_t rows, std::int64_t columns, const RowGrid& grid,
                  bool error, Stream stream);

/// y = Q(x · H), or (Q(x · H) − x · H) · Hᵀ where `error`, in one pass; x, y [rows, blocks · K · power], a grid for
/// each `group` values (group divides blocks · K · power; 0: the row); y may be x.
int hadamard_quantize(const void* x, void* y, Scalar type, std::int64_t rows, std::int64_t blocks, const Hadamard& h,
                      std::int64_t group, const RowGrid& grid, bool error, Stream stream);

/// Bytes of device scratch memory that channel_moments needs.
std::int64_t channel_moments_scratch_bytes(std::int64_t tokens, std::int64_t channels);

/// One pass over x [tokens, channels]. moments [6, channels] float64: max |x|, Σ|x|, mean, Σx², Σ(x−mean)², Σ(x−mean)⁴;
/// histogram [2048] uint64: counts of |x| by the upper 11 bits of its float32 magnitude, bits >> 20 (8 bins an octave).
/// Deterministic: the same input gives the same bits.
int channel_moments(const void* x, Scalar type, std::int64_t tokens, std::int64_t channels, void* scratch,
                    double* moments, std::uint64_t* histogram, Stream stream);

}  // namespace rotorscope::cuda
