// The CPU versions of the operators: rows in parallel, each in one pass.
#include "kernels/operators_cpu.h"

#include "kernels/cpu/channel_statistics.h"
#include "kernels/cpu/row_operation.h"

#include <mutex>
#include <optional>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

namespace rotorscope {
namespace {

using OptionalTensor = std::optional<at::Tensor>;

/// Values that make a task of their own worth its start.
constexpr std::int64_t values_a_task = 16384;

cpu::Scalar scalar_of(const at::Tensor& x) {
  switch (x.scalar_type()) {
    case at::kHalf:
      return cpu::Scalar::f16;
    case at::kBFloat16:
      return cpu::Scalar::bf16;
    default:
      return cpu::Scalar::f32;
  }
}

/// x as rows that the kernels can read; float64 goes through float32.
at::Tensor readable(const at::Tensor& x) {
  TORCH_CHECK(x.is_floating_point(), "needs floating-point values, not ", x.scalar_type());
  return (x.scalar_type() == at::kDouble ? x.to(at::kFloat) : x).contiguous();
}

at::Tensor run(const cpu::RowOperation& operation, const at::Tensor& x) {
  const at::Tensor in = readable(x);
  at::Tensor out = at::empty_like(in);
  const std::int64_t width = in.size(-1);
  const std::int64_t rows = width == 0 ? 0 : in.numel() / width;
  const std::int64_t grain = std::max<std::int64_t>(1, values_a_task / std::max<std::int64_t>(width, 1));
  at::parallel_for(0, rows, grain, [&](std::int64_t begin, std::int64_t end) {
    cpu::apply_rows(operation, in.const_data_ptr(), out.data_ptr(), scalar_of(in), begin, end, width);
  });
  return out.to(x.scalar_type());
}

cpu::HadamardRows matrix(const at::Tensor& x, const OptionalTensor& base, std::int64_t power, bool transpose) {
  const bool has_base = base.has_value() && base->defined();
  const std::int64_t K = has_base ? base->size(0) : 1;
  TORCH_CHECK(power > 0 && (power & (power - 1)) == 0, "hadamard: ", power, " is not a power of two");
  TORCH_CHECK(x.dim() >= 1 && x.size(-1) % (K * power) == 0, "hadamard: the last axis is ", x.size(-1),
              ", not a multiple of the order ", K * power);
  const at::Tensor signs = has_base ? base->to(at::kCPU, at::kFloat).contiguous() : at::Tensor();
  return {has_base ? signs.data_ptr<float>() : nullptr, K, power, transpose};
}

cpu::RowOperation rounding(const at::Tensor& x, std::int64_t group, const RowGrid& grid, bool error) {
  const std::int64_t columns = group > 0 ? group : x.size(-1);
  TORCH_CHECK(grid.bits >= 2 && grid.bits <= 8, "fake_quantize: ", grid.bits, " bits; 2 to 8 are possible");
  TORCH_CHECK(columns > 0 && x.size(-1) % columns == 0, "fake_quantize: groups of ", columns, " do not divide ",
              x.size(-1));
  cpu::RowOperation operation;
  operation.quantize = true;
  operation.error = error;
  operation.group = columns;
  operation.grid = grid;
  return operation;
}

at::Tensor hadamard_cpu(const at::Tensor& x, const OptionalTensor& base, std::int64_t power, bool transpose) {
  const cpu::HadamardRows h = matrix(x, base, power, transpose);
  cpu::RowOperation operation;
  operation.forward = &h;
  return run(operation, x);
}

at::Tensor fake_quantize_cpu(const at::Tensor& x, std::int64_t group, std::int64_t bits, bool symmetric, bool widen,
                             double clip) {
  return run(rounding(x, group, {static_cast<int>(bits), symmetric, widen, clip}, false), x);
}

at::Tensor quantize_error_cpu(const at::Tensor& x, std::int64_t group, std::int64_t bits, bool symmetric, bool widen,
                              double clip) {
  return run(rounding(x, group, {static_cast<int>(bits), symmetric, widen, clip}, true), x);
}

at::Tensor hadamard_quantize_cpu(const at::Tensor& x, const OptionalTensor& base, std::int64_t power,
                                 std::int64_t group, std::int64_t bits, bool symmetric, bool widen, double clip) {
  const cpu::HadamardRows h = matrix(x, base, power, false);
  cpu::RowOperation operation = rounding(x, group, {static_cast<int>(bits), symmetric, widen, clip}, false);
  operation.forward = &h;
  return run(operation, x);
}

at::Tensor hadamard_error_cpu(const at::Tensor& x, const OptionalTensor& base, std::int64_t power, std::int64_t group,
                              std::int64_t bits, bool symmetric, bool widen, double clip) {
  const cpu::HadamardRows h = matrix(x, base, power, false);
  const cpu::HadamardRows back = matrix(x, base, power, true);
  cpu::RowOperation operation = rounding(x, group, {static_cast<int>(bits), symmetric, widen, clip}, true);
  operation.forward = &h;
  operation.backward = &back;
  return run(operation, x);
}

std::tuple<at::Tensor, at::Tensor> channel_statistics_cpu(const at::Tensor& x) {
  TORCH_CHECK(x.dim() == 2 && x.size(0) > 0, "channel_statistics: needs [tokens, channels] with a token at least");
  const at::Tensor in = x.to(at::kFloat).contiguous();
  SiteStatistics out;
  out.channels.resize(static_cast<std::size_t>(in.size(1)));
  std::mutex mutex;
  at::parallel_for(0, in.size(1), 64, [&](std::int64_t begin, std::int64_t end) {
    LogHistogram counts;
    cpu::channel_statistics(in.const_data_ptr<float>(), in.size(0), in.size(1), begin, end, out.channels, counts);
    const std::lock_guard lock(mutex);
    for (std::size_t bin = 0; bin < counts.counts.size(); ++bin) out.histogram.counts[bin] += counts.counts[bin];
  });
  at::Tensor values = at::empty({6, in.size(1)}, at::kFloat);
  ChannelStatistics& c = out.channels;
  std::int64_t row = 0;
  for (const auto* source : {&c.absmax, &c.mean_abs, &c.rms, &c.p99, &c.p999, &c.kurtosis}) {
    std::copy(source->begin(), source->end(), values[row++].data_ptr<float>());
  }
  at::Tensor counts = at::empty({LogHistogram::bins}, at::kLong);
  std::copy(out.histogram.counts.begin(), out.histogram.counts.end(), counts.data_ptr<std::int64_t>());
  return {values, counts};
}

}  // namespace

void implement_on_cpu(torch::Library& library) {
  library.impl("hadamard", &hadamard_cpu);
  library.impl("fake_quantize", &fake_quantize_cpu);
  library.impl("quantize_error", &quantize_error_cpu);
  library.impl("hadamard_quantize", &hadamard_quantize_cpu);
  library.impl("hadamard_error", &hadamard_error_cpu);
  library.impl("channel_statistics", &channel_statistics_cpu);
}

}  // namespace rotorscope
