// Launching the kernels of rows.cuh: a function for each type of values, as each has a file of its own.
#pragma once

#include "kernels/cuda/geometry.h"

namespace rotorscope::cuda {

struct RowArguments {
  const void* x;
  void* y;
  std::int64_t values;  ///< in all
  const float* base;
  const std::uint32_t* packed;  ///< sign tables made before (null: each block makes its own): H's, then Hᵀ's
  int K, log_power, pad;
  int tile_values;
  float scale;
  bool vectorized, folded, transpose;
  int group, groups, parts;  ///< as in RowPlan
  Rounding rounding;
  bool error;
};

int launch_rows_f32(const RowPlan& plan, const RowArguments& arguments, Stream stream);
int launch_rows_f16(const RowPlan& plan, const RowArguments& arguments, Stream stream);
int launch_rows_bf16(const RowPlan& plan, const RowArguments& arguments, Stream stream);

}  // namespace rotorscope::cuda
