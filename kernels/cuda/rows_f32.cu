#include "kernels/cuda/row_kernels.h"
#include "kernels/cuda/rows_dispatch.cuh"
#include "kernels/cuda/runtime.cuh"

namespace rotorscope::cuda {

int launch_rows_f32(const RowPlan& plan, const RowArguments& arguments, Stream stream) {
  return launch(row_kernel_of<Scalar::f32>(plan), plan.launch, stream, arguments);
}

}  // namespace rotorscope::cuda
