// The kernels of rows.cuh for one type of values: a file a type (rows_f32.cu, …), so that they compile side by side.
#pragma once

#include "kernels/cuda/rows.cuh"

namespace rotorscope::cuda {

using RowKernel = void (*)(RowArguments);

template <Scalar type, bool rounds>
RowKernel row_kernel(BaseBucket bucket) {
  switch (bucket) {
    case BaseBucket::none:
      return transform_rows<type, static_cast<int>(BaseBucket::none), rounds>;
    case BaseBucket::two:
      return transform_rows<type, static_cast<int>(BaseBucket::two), rounds>;
    case BaseBucket::five:
      return transform_rows<type, static_cast<int>(BaseBucket::five), rounds>;
    case BaseBucket::twelve:
      return transform_rows<type, static_cast<int>(BaseBucket::twelve), rounds>;
    case BaseBucket::any:
      return transform_rows<type, static_cast<int>(BaseBucket::any), rounds>;
  }
  return nullptr;
}

/// The kernel that a plan asks for.
template <Scalar type>
RowKernel row_kernel_of(const RowPlan& plan) {
  if (plan.direct) return transform_vectors<type>;
  return plan.group > 0 ? row_kernel<type, true>(plan.bucket) : row_kernel<type, false>(plan.bucket);
}

}  // namespace rotorscope::cuda
