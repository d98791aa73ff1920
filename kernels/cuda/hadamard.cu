// The launchers of rows with a Hadamard, and the kernel that packs the signs of a large base for all blocks.
#include "kernels/cuda/base_mix.cuh"
#include "kernels/cuda/row_kernels.h"
#include "kernels/cuda/runtime.cuh"

#include <bit>
#include <cmath>

namespace rotorscope::cuda {
namespace {

__global__ void __launch_bounds__(256)
    pack_sign_tables(const float* base, int K, bool transpose, bool both, std::uint32_t* words) {
  const int first = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  const int step = static_cast<int>(gridDim.x * blockDim.x);
  pack_signs(base, K, transpose, words, first, step);
  if (both) pack_signs(base, K, !transpose, words + sign_words(K), first, step);
}

int launch_rows(Scalar type, const RowPlan& plan, const RowArguments& arguments, Stream stream) {
  switch (type) {
    case Scalar::f32:
      return launch_rows_f32(plan, arguments, stream);
    case Scalar::f16:
      return launch_rows_f16(plan, arguments, stream);
    case Scalar::bf16:
      return launch_rows_bf16(plan, arguments, stream);
  }
  return invalid_value;
}

/// Both halves of a row read all of it, so the first must not overwrite what the second reads.
int run_folded_in_place(Scalar type, const RowPlan& plan, RowArguments arguments, Stream stream) {
  void* original = nullptr;
  const auto bytes = static_cast<std::size_t>(arguments.values) * static_cast<std::size_t>(bytes_of(type));
  if (const int status = allocate(&original, bytes, stream); status != 0) return status;
  int status = copy(original, arguments.x, bytes, stream);
  arguments.x = original;
  if (status == 0) status = launch_rows(type, plan, arguments, stream);
  const int released = release(original, stream);  // once the stream is past it
  return status != 0 ? status : released;
}

int run(const RowCall& call, bool transpose, const RowGrid& grid, void* y, Stream stream) {
  DeviceLimits limits;
  const RowPlan refused = plan_rows(call, limits);  // what even a large device cannot take is refused without one
  if (refused.status != 0) return refused.status;
  if (call.rows == 0) return 0;
  if (const int status = device_limits(limits); status != 0) return status;
  const RowPlan plan = plan_rows(call, limits);
  if (plan.status != 0) return plan.status;
  const Hadamard& h = call.h;
  const int K = static_cast<int>(h.K);
  RowArguments arguments{.x = call.x,
                         .y = y,
                         .values = call.rows * call.blocks * h.K * h.power,
                         .base = h.base,
                         .packed = nullptr,
                         .K = K,
                         .log_power = std::countr_zero(static_cast<std::uint64_t>(h.power)) - (plan.folded ? 1 : 0),
                         .pad = plan.pad,
                         .tile_values = plan.tile_values,
                         .scale = 1.0F / std::sqrt(static_cast<float>(h.K * h.power)),
                         .vectorized = plan.vectorized,
                         .folded = plan.folded,
                         .transpose = transpose,
                         .group = plan.group,
                         .groups = plan.groups,
                         .parts = plan.parts,
                         .rounding = rounding_of(grid),
                         .error = call.error};
  if (plan.folded && call.x == y) return run_folded_in_place(call.type, plan, arguments, stream);
  if (h.base == nullptr || K <= packed_above) return launch_rows(call.type, plan, arguments, stream);

  void* words = nullptr;
  const int tables = call.error ? 2 : 1;
  const auto count = static_cast<std::size_t>(tables * sign_words(K));
  if (const int status = allocate(&words, count * sizeof(std::uint32_t), stream); status != 0) return status;
  const Launch shape{static_cast<unsigned>(sign_words(K) + 255) / 256, 256, 0};
  int status =
      launch(pack_sign_tables, shape, stream, h.base, K, transpose, call.error, static_cast<std::uint32_t*>(words));
  arguments.packed = static_cast<const std::uint32_t*>(words);
  if (status == 0) status = launch_rows(call.type, plan, arguments, stream);
  const int released = release(words, stream);  // once the stream is past it
  return status != 0 ? status : released;
}

}  // namespace

int hadamard(const void* x, void* y, Scalar type, std::int64_t rows, std::int64_t blocks, const Hadamard& h,
             bool transpose, Stream stream) {
  const RowCall call{.x = x, .y = y, .type = type, .rows = rows, .blocks = blocks, .h = h};
  return run(call, transpose, RowGrid{}, y, stream);
}

int hadamard_quantize(const void* x, void* y, Scalar type, std::int64_t rows, std::int64_t blocks, const Hadamard& h,
                      std::int64_t group, const RowGrid& grid, bool error, Stream stream) {
  if (!valid_grid(grid)) return invalid_value;
  const RowCall call{.x = x,
                     .y = y,
                     .type = type,
                     .rows = rows,
                     .blocks = blocks,
                     .h = h,
                     .rounds = true,
                     .error = error,
                     .group = group};
  return run(call, false, grid, y, stream);
}

}  // namespace rotorscope::cuda
