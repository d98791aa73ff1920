#include "kernels/cuda/channel_moments.cuh"
#include "kernels/cuda/runtime.cuh"

namespace rotorscope::cuda {
namespace {

template <Scalar type>
auto kernel_for(const MomentPlan& plan) -> void (*)(MomentArguments) {
  return plan.vectorized ? moments_of_slices<type, channels_a_lane> : moments_of_slices<type, 1>;
}

auto kernel_for(const MomentPlan& plan, Scalar type) -> void (*)(MomentArguments) {
  switch (type) {
    case Scalar::f32:
      return kernel_for<Scalar::f32>(plan);
    case Scalar::f16:
      return kernel_for<Scalar::f16>(plan);
    case Scalar::bf16:
      return kernel_for<Scalar::bf16>(plan);
  }
  return nullptr;
}

}  // namespace

std::int64_t channel_moments_scratch_bytes(std::int64_t tokens, std::int64_t channels) {
  const MomentPlan plan = plan_moments(nullptr, Scalar::f32, tokens, channels);
  return plan.status != 0 ? 0 : plan.slices * moment_fields * channels * static_cast<std::int64_t>(sizeof(double));
}

int channel_moments(const void* x, Scalar type, std::int64_t tokens, std::int64_t channels, void* scratch,
                    double* moments, std::uint64_t* histogram, Stream stream) {
  const MomentPlan plan = plan_moments(x, type, tokens, channels);
  const bool missing = channels > 0 && (x == nullptr || scratch == nullptr || moments == nullptr);
  const auto kernel = kernel_for(plan, type);
  if (plan.status != 0 || missing || histogram == nullptr || kernel == nullptr) return invalid_value;
  const int status = clear(histogram, histogram_bins * sizeof(std::uint64_t), stream);
  if (status != 0 || channels == 0) return status;
  static_assert(sizeof(unsigned long long) == sizeof(std::uint64_t));
  const MomentArguments arguments{x,
                                  tokens,
                                  channels,
                                  plan.slices,
                                  plan.slice_tokens,
                                  plan.strips,
                                  static_cast<double*>(scratch),
                                  moments,
                                  reinterpret_cast<unsigned long long*>(histogram)};
  const int first = launch(kernel, plan.first, stream, arguments);
  return first != 0 ? first : launch(join_slices, plan.second, stream, arguments);
}

}  // namespace rotorscope::cuda
