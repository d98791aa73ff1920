#include "kernels/cuda/fake_quantize.cuh"
#include "kernels/cuda/runtime.cuh"

namespace rotorscope::cuda {
namespace {

template <Scalar type>
auto kernel_for(const RoundPlan& plan) -> void (*)(RoundArguments) {
  if (plan.whole_block) {
    if (!plan.vectorized) return round_by_block<type, false, 0>;
    if (plan.held == 4) return round_by_block<type, true, 4>;
    return plan.held == 8 ? round_by_block<type, true, 8> : round_by_block<type, true, 0>;
  }
  if (!plan.vectorized) return round_by_team<type, false, 4>;
  return plan.held == 1 ? round_by_team<type, true, 1> : round_by_team<type, true, 4>;
}

}  // namespace

int fake_quantize(const void* x, void* y, Scalar type, std::int64_t rows, std::int64_t columns, const RowGrid& grid,
                  bool error, Stream stream) {
  const RoundPlan plan = plan_rounding(x, y, type, rows, columns);
  if (plan.status != 0 || !valid_grid(grid)) return invalid_value;
  if (rows == 0 || columns == 0) return 0;
  const RoundArguments arguments{x, y, rows, static_cast<int>(columns), plan.team, rounding_of(grid), error};
  switch (type) {
    case Scalar::f32:
      return launch(kernel_for<Scalar::f32>(plan), plan.launch, stream, arguments);
    case Scalar::f16:
      return launch(kernel_for<Scalar::f16>(plan), plan.launch, stream, arguments);
    case Scalar::bf16:
      return launch(kernel_for<Scalar::bf16>(plan), plan.launch, stream, arguments);
  }
  return invalid_value;
}

}  // namespace rotorscope::cuda
