// Statistics of every channel: sums and histogram by one pass of a kernel, the two percentiles from the largest values
// of each channel, exactly as the CPU version interpolates them.
#include "kernels/cpu/channel_statistics.h"
#include "kernels/cuda/launch.h"

#include <algorithm>
#include <tuple>

#include <ATen/ATen.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>

namespace rotorscope {
namespace {

/// Magnitudes sorted at a time: 64 MiB, and as much again for what topk needs.
constexpr std::int64_t values_at_a_time = 1 << 24;

enum Moment { absmax, magnitudes, mean, squares, second, fourth, moment_count };

/// Where the q-quantile of n values lies between their order statistics.
struct Position {
  Position(double q, std::int64_t n) {
    const double position = q * static_cast<double>(n - 1);
    index = static_cast<std::int64_t>(position);
    fraction = static_cast<float>(position - static_cast<double>(index));
  }
  std::int64_t index = 0;
  float fraction = 0;
};

/// The quantile from the largest values [kept, channels] in descending order of n.
at::Tensor quantile(const at::Tensor& largest, std::int64_t n, const Position& p) {
  const at::Tensor lower = largest[n - 1 - p.index];
  const at::Tensor upper = largest[std::max<std::int64_t>(n - 2 - p.index, 0)];
  return lower + p.fraction * (upper - lower);
}

}  // namespace

std::tuple<at::Tensor, at::Tensor> channel_statistics_cuda(const at::Tensor& x) {
  TORCH_CHECK(x.dim() == 2 && x.size(0) > 0, "channel_statistics: needs [tokens, channels] with a token at least");
  TORCH_CHECK(x.is_floating_point(), "channel_statistics: needs floating-point values, not ", x.scalar_type());
  const c10::cuda::CUDAGuard guard(x.device());
  const at::Tensor in = (x.scalar_type() == at::kDouble ? x.to(at::kFloat) : x).contiguous();
  const std::int64_t tokens = in.size(0);
  const std::int64_t channels = in.size(1);
  const at::Tensor values = at::empty({6, channels}, in.options().dtype(at::kFloat));
  const at::Tensor histogram = at::zeros({LogHistogram::bins}, in.options().dtype(at::kLong));
  if (channels == 0) return {values, histogram};

  const auto type = in.scalar_type() == at::kHalf       ? cuda::Scalar::f16
                    : in.scalar_type() == at::kBFloat16 ? cuda::Scalar::bf16
                                                        : cuda::Scalar::f32;
  const at::Tensor scratch =
      at::empty({cuda::channel_moments_scratch_bytes(tokens, channels)}, in.options().dtype(at::kByte));
  const at::Tensor moments = at::empty({moment_count, channels}, in.options().dtype(at::kDouble));
  const int code = cuda::channel_moments(in.const_data_ptr(), type, tokens, channels, scratch.mutable_data_ptr(),
                                         moments.mutable_data_ptr<double>(),
                                         reinterpret_cast<std::uint64_t*>(histogram.mutable_data_ptr<std::int64_t>()),
                                         c10::cuda::getCurrentCUDAStream(in.device().index()).stream());
  TORCH_CHECK(code == 0, "channel_statistics: ", cudaGetErrorString(static_cast<cudaError_t>(code)));

  const auto n = static_cast<double>(tokens);
  const at::Tensor variance = moments[second] / n;
  values[0].copy_(moments[absmax]);
  values[1].copy_(moments[magnitudes] / n);
  values[2].copy_((moments[squares] / n).sqrt());
  values[5].copy_(moments[fourth] / n / variance.square().clamp_min(1e-30));

  const Position p99(0.99, tokens);
  const Position p999(0.999, tokens);
  const std::int64_t kept = tokens - p99.index;
  const std::int64_t step = std::max<std::int64_t>(1, values_at_a_time / tokens);
  for (std::int64_t c = 0; c < channels; c += step) {
    const std::int64_t end = std::min(c + step, channels);
    const at::Tensor by_channel = in.slice(1, c, end).t().to(at::kFloat).abs();
    const at::Tensor largest = std::get<0>(by_channel.topk(kept, 1, true, true)).t();
    values[3].slice(0, c, end).copy_(quantile(largest, tokens, p99));
    values[4].slice(0, c, end).copy_(quantile(largest, tokens, p999));
  }
  return {values, histogram};
}

}  // namespace rotorscope
