#include "kernels/operators.h"

#include "kernels/cpu/hadamard.h"

#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

namespace rotorscope {
namespace {

at::Tensor hadamard_cpu(const at::Tensor& x, const std::optional<at::Tensor>& base, std::int64_t power,
                        bool transpose) {
  const bool has_base = base.has_value() && base->defined();
  const std::int64_t K = has_base ? base->size(0) : 1;
  const std::int64_t order = K * power;
  TORCH_CHECK(power > 0 && (power & (power - 1)) == 0, "hadamard: ", power, " is not a power of two");
  TORCH_CHECK(x.dim() >= 1 && x.size(-1) % order == 0, "hadamard: the last axis is ", x.size(-1),
              ", not a multiple of the order ", order);
  const at::Tensor signs = has_base ? base->to(at::kFloat).contiguous() : at::Tensor();
  at::Tensor y = x.scalar_type() == at::kFloat ? x.contiguous() : x.to(at::kFloat).contiguous();
  if (y.is_same(x) || y.data_ptr() == x.data_ptr()) y = y.clone();
  const std::int64_t width = x.size(-1);
  const std::int64_t rows = width == 0 ? 0 : x.numel() / width;
  float* data = y.data_ptr<float>();
  const float* signs_data = has_base ? signs.data_ptr<float>() : nullptr;
  at::parallel_for(0, rows, std::max<std::int64_t>(1, 16384 / std::max<std::int64_t>(width, 1)),
                   [&](std::int64_t begin, std::int64_t end) {
                     cpu::hadamard_rows(data + begin * width, end - begin, width / order, signs_data, K, power,
                                        transpose);
                   });
  return y.to(x.scalar_type());
}

at::Tensor fake_quantize_cpu(const at::Tensor& x, std::int64_t group, std::int64_t bits, bool symmetric, bool widen,
                             double clip) {
  const std::int64_t columns = group > 0 ? group : x.size(-1);
  TORCH_CHECK(bits >= 2 && bits <= 8, "fake_quantize: ", bits, " bits; 2 to 8 are possible");
  TORCH_CHECK(columns > 0 && x.size(-1) % columns == 0, "fake_quantize: groups of ", columns, " do not divide ",
              x.size(-1));
  const at::Tensor in = x.to(at::kFloat).contiguous();
  at::Tensor out = at::empty_like(in);
  const RowGrid grid{static_cast<int>(bits), symmetric, widen, clip};
  const float* source = in.data_ptr<float>();
  float* target = out.data_ptr<float>();
  at::parallel_for(
      0, in.numel() / columns, std::max<std::int64_t>(1, 16384 / columns), [&](std::int64_t begin, std::int64_t end) {
        cpu::fake_quantize_rows(source + begin * columns, target + begin * columns, end - begin, columns, grid);
      });
  return out.to(x.scalar_type());
}

}  // namespace

TORCH_LIBRARY(rotorscope, library) {
  library.def("hadamard(Tensor x, Tensor? base, int power, bool transpose) -> Tensor");
  library.def("fake_quantize(Tensor x, int group, int bits, bool symmetric, bool widen, float clip) -> Tensor");
}

TORCH_LIBRARY_IMPL(rotorscope, CPU, library) {
  library.impl("hadamard", &hadamard_cpu);
  library.impl("fake_quantize", &fake_quantize_cpu);
}

at::Tensor hadamard(const at::Tensor& x, const at::Tensor& base, std::int64_t power, bool transpose) {
  static const auto handle =
      c10::Dispatcher::singleton()
          .findSchemaOrThrow("rotorscope::hadamard", "")
          .typed<at::Tensor(const at::Tensor&, const std::optional<at::Tensor>&, std::int64_t, bool)>();
  const at::NoGradGuard no_gradient;
  return handle.call(x.detach(), base.defined() ? std::optional<at::Tensor>(base) : std::nullopt, power, transpose);
}

at::Tensor fake_quantize(const at::Tensor& x, std::int64_t group, const RowGrid& grid) {
  static const auto handle =
      c10::Dispatcher::singleton()
          .findSchemaOrThrow("rotorscope::fake_quantize", "")
          .typed<at::Tensor(const at::Tensor&, std::int64_t, std::int64_t, bool, bool, double)>();
  const at::NoGradGuard no_gradient;
  return handle.call(x.detach(), group, grid.bits, grid.symmetric, grid.widen, grid.clip);
}

ChannelStatistics channel_statistics(const at::Tensor& x) {
  TORCH_CHECK(x.dim() == 2 && x.size(0) > 0, "channel_statistics: needs [tokens, channels] with a token at least");
  const at::Tensor in = x.to(at::kCPU, at::kFloat).contiguous();
  ChannelStatistics out;
  out.resize(static_cast<std::size_t>(in.size(1)));
  const float* data = in.data_ptr<float>();
  at::parallel_for(0, in.size(1), 64, [&](std::int64_t begin, std::int64_t end) {
    cpu::channel_statistics(data, in.size(0), in.size(1), begin, end, out);
  });
  return out;
}

}  // namespace rotorscope
