#include "kernels/operators.h"

#include "kernels/operators_cpu.h"

#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

namespace rotorscope {

namespace {

using OptionalTensor = std::optional<at::Tensor>;
using Quantize = at::Tensor(const at::Tensor&, std::int64_t, std::int64_t, bool, bool, double);
using HadamardQuantize = at::Tensor(const at::Tensor&, const OptionalTensor&, std::int64_t, std::int64_t, std::int64_t,
                                    bool, bool, double);

template <class Signature>
c10::TypedOperatorHandle<Signature> find(const char* name) {
  return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<Signature>();
}

OptionalTensor base_of(const HadamardMatrix& h) { return h.base.defined() ? OptionalTensor(h.base) : std::nullopt; }

std::vector<float> row_of(const at::Tensor& values, std::int64_t row) {
  const at::Tensor v = values[row].contiguous();
  return {v.data_ptr<float>(), v.data_ptr<float>() + v.numel()};
}

}  // namespace

TORCH_LIBRARY(rotorscope, library) {
  library.def("hadamard(Tensor x, Tensor? base, int power, bool transpose) -> Tensor");
  library.def("fake_quantize(Tensor x, int group, int bits, bool symmetric, bool widen, float clip) -> Tensor");
  library.def("quantize_error(Tensor x, int group, int bits, bool symmetric, bool widen, float clip) -> Tensor");
  library.def(
      "hadamard_quantize(Tensor x, Tensor? base, int power, int group, int bits, bool symmetric, bool widen, float "
      "clip)"
      " -> Tensor");
  library.def(
      "hadamard_error(Tensor x, Tensor? base, int power, int group, int bits, bool symmetric, bool widen, float clip)"
      " -> Tensor");
  // [6, channels] float32: max |x|, mean |x|, rms, 99th and 99.9th percentile of |x|, kurtosis; [2048] int64: see
  // LogHistogram.
  library.def("channel_statistics(Tensor x) -> (Tensor values, Tensor histogram)");
}

TORCH_LIBRARY_IMPL(rotorscope, CPU, library) { implement_on_cpu(library); }

at::Tensor hadamard(const at::Tensor& x, const HadamardMatrix& h, bool transpose) {
  static const auto handle =
      find<at::Tensor(const at::Tensor&, const OptionalTensor&, std::int64_t, bool)>("rotorscope::hadamard");
  const at::NoGradGuard no_gradient;
  return handle.call(x.detach(), base_of(h), h.power, transpose);
}

at::Tensor fake_quantize(const at::Tensor& x, std::int64_t group, const RowGrid& grid) {
  static const auto handle = find<Quantize>("rotorscope::fake_quantize");
  const at::NoGradGuard no_gradient;
  return handle.call(x.detach(), group, grid.bits, grid.symmetric, grid.widen, grid.clip);
}

at::Tensor quantize_error(const at::Tensor& x, std::int64_t group, const RowGrid& grid) {
  static const auto handle = find<Quantize>("rotorscope::quantize_error");
  const at::NoGradGuard no_gradient;
  return handle.call(x.detach(), group, grid.bits, grid.symmetric, grid.widen, grid.clip);
}

at::Tensor hadamard_quantize(const at::Tensor& x, const HadamardMatrix& h, std::int64_t group, const RowGrid& grid) {
  static const auto handle = find<HadamardQuantize>("rotorscope::hadamard_quantize");
  const at::NoGradGuard no_gradient;
  return handle.call(x.detach(), base_of(h), h.power, group, grid.bits, grid.symmetric, grid.widen, grid.clip);
}

at::Tensor hadamard_error(const at::Tensor& x, const HadamardMatrix& h, std::int64_t group, const RowGrid& grid) {
  static const auto handle = find<HadamardQuantize>("rotorscope::hadamard_error");
  const at::NoGradGuard no_gradient;
  return handle.call(x.detach(), base_of(h), h.power, group, grid.bits, grid.symmetric, grid.widen, grid.clip);
}

SiteStatistics channel_statistics(const at::Tensor& x) {
  static const auto handle =
      find<std::tuple<at::Tensor, at::Tensor>(const at::Tensor&)>("rotorscope::channel_statistics");
  const at::NoGradGuard no_gradient;
  const auto [on_device, counts_on_device] = handle.call(x.detach());
  const at::Tensor values = on_device.cpu();
  const at::Tensor counts = counts_on_device.cpu();
  SiteStatistics out;
  ChannelStatistics& c = out.channels;
  std::int64_t row = 0;
  for (auto* target : {&c.absmax, &c.mean_abs, &c.rms, &c.p99, &c.p999, &c.kurtosis}) *target = row_of(values, row++);
  for (int bin = 0; bin < LogHistogram::bins; ++bin) {
    out.histogram.counts[static_cast<std::size_t>(bin)] =
        static_cast<std::uint64_t>(counts.data_ptr<std::int64_t>()[bin]);
  }
  return out;
}

}  // namespace rotorscope
