// The CUDA versions of the operators: arguments checked, memory from libtorch's allocator, kernels queued on the
// current stream. What they compute is described in kernels/operators.h, what they launch in kernels/cuda/launch.h.
#include "kernels/cuda/launch.h"
#include "kernels/cuda/module/device_bases.h"

#include <optional>

#include <ATen/ATen.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <cuda_runtime_api.h>
#include <torch/library.h>

namespace rotorscope {
namespace {

using OptionalTensor = std::optional<at::Tensor>;

cuda::Scalar scalar_of(const at::Tensor& x) {
  switch (x.scalar_type()) {
    case at::kHalf:
      return cuda::Scalar::f16;
    case at::kBFloat16:
      return cuda::Scalar::bf16;
    default:
      return cuda::Scalar::f32;
  }
}

/// x as the kernels can read it; float64 goes through float32.
at::Tensor readable(const at::Tensor& x) {
  TORCH_CHECK(x.is_floating_point(), "needs floating-point values, not ", x.scalar_type());
  return (x.scalar_type() == at::kDouble ? x.to(at::kFloat) : x).contiguous();
}

cuda::Stream stream_of(const at::Tensor& x) { return c10::cuda::getCurrentCUDAStream(x.device().index()).stream(); }

void check(int code, const char* name) {
  TORCH_CHECK(code == 0, name, ": ", cudaGetErrorString(static_cast<cudaError_t>(code)));
}

/// The matrix on x's device; `base` keeps its memory.
struct Matrix {
  at::Tensor base;
  cuda::Hadamard h;
  std::int64_t blocks = 0;
};

Matrix matrix(const at::Tensor& x, const OptionalTensor& base, std::int64_t power) {
  Matrix m;
  if (base.has_value() && base->defined()) m.base = device_base(*base, x.device());
  m.h.K = m.base.defined() ? m.base.size(0) : 1;
  m.h.power = power;
  m.h.base = m.base.defined() ? m.base.const_data_ptr<float>() : nullptr;
  TORCH_CHECK(power > 0 && (power & (power - 1)) == 0, "hadamard: ", power, " is not a power of two");
  const std::int64_t order = m.h.K * power;
  TORCH_CHECK(x.dim() >= 1 && x.size(-1) % order == 0, "hadamard: the last axis is ", x.size(-1),
              ", not a multiple of the order ", order);
  m.blocks = x.size(-1) / order;
  return m;
}

/// Columns that share a grid.
std::int64_t grid_columns(const at::Tensor& x, std::int64_t group, std::int64_t bits) {
  TORCH_CHECK(bits >= 2 && bits <= 8, "fake_quantize: ", bits, " bits; 2 to 8 are possible");
  const std::int64_t columns = group > 0 ? group : x.size(-1);
  TORCH_CHECK(columns > 0 && x.size(-1) % columns == 0, "fake_quantize: groups of ", columns, " do not divide ",
              x.size(-1));
  return columns;
}

RowGrid grid_of(std::int64_t bits, bool symmetric, bool widen, double clip) {
  return {static_cast<int>(bits), symmetric, widen, clip};
}

at::Tensor hadamard_cuda(const at::Tensor& x, const OptionalTensor& base, std::int64_t power, bool transpose) {
  const c10::cuda::CUDAGuard guard(x.device());
  const Matrix m = matrix(x, base, power);
  const at::Tensor in = readable(x);
  at::Tensor out = at::empty_like(in);
  if (in.numel() > 0) {
    check(cuda::hadamard(in.const_data_ptr(), out.mutable_data_ptr(), scalar_of(in), in.numel() / in.size(-1), m.blocks,
                         m.h, transpose, stream_of(in)),
          "hadamard");
  }
  return out.to(x.scalar_type());
}

at::Tensor quantized(const at::Tensor& x, std::int64_t group, std::int64_t bits, bool symmetric, bool widen,
                     double clip, bool error) {
  const c10::cuda::CUDAGuard guard(x.device());
  const std::int64_t columns = grid_columns(x, group, bits);
  const at::Tensor in = readable(x);
  at::Tensor out = at::empty_like(in);
  if (in.numel() > 0) {
    check(cuda::fake_quantize(in.const_data_ptr(), out.mutable_data_ptr(), scalar_of(in), in.numel() / columns, columns,
                              grid_of(bits, symmetric, widen, clip), error, stream_of(in)),
          "fake_quantize");
  }
  return out.to(x.scalar_type());
}

at::Tensor fake_quantize_cuda(const at::Tensor& x, std::int64_t group, std::int64_t bits, bool symmetric, bool widen,
                              double clip) {
  return quantized(x, group, bits, symmetric, widen, clip, false);
}

at::Tensor quantize_error_cuda(const at::Tensor& x, std::int64_t group, std::int64_t bits, bool symmetric, bool widen,
                               double clip) {
  return quantized(x, group, bits, symmetric, widen, clip, true);
}

at::Tensor rotated_and_quantized(const at::Tensor& x, const OptionalTensor& base, std::int64_t power,
                                 std::int64_t group, std::int64_t bits, bool symmetric, bool widen, double clip,
                                 bool error) {
  const c10::cuda::CUDAGuard guard(x.device());
  const Matrix m = matrix(x, base, power);
  const std::int64_t columns = grid_columns(x, group, bits);
  const at::Tensor in = readable(x);
  at::Tensor out = at::empty_like(in);
  if (in.numel() > 0) {
    check(cuda::hadamard_quantize(in.const_data_ptr(), out.mutable_data_ptr(), scalar_of(in), in.numel() / in.size(-1),
                                  m.blocks, m.h, columns, grid_of(bits, symmetric, widen, clip), error, stream_of(in)),
          "hadamard_quantize");
  }
  return out.to(x.scalar_type());
}

at::Tensor hadamard_quantize_cuda(const at::Tensor& x, const OptionalTensor& base, std::int64_t power,
                                  std::int64_t group, std::int64_t bits, bool symmetric, bool widen, double clip) {
  return rotated_and_quantized(x, base, power, group, bits, symmetric, widen, clip, false);
}

at::Tensor hadamard_error_cuda(const at::Tensor& x, const OptionalTensor& base, std::int64_t power, std::int64_t group,
                               std::int64_t bits, bool symmetric, bool widen, double clip) {
  return rotated_and_quantized(x, base, power, group, bits, symmetric, widen, clip, true);
}

}  // namespace

std::tuple<at::Tensor, at::Tensor> channel_statistics_cuda(const at::Tensor& x);  // channel_statistics_cuda.cpp

TORCH_LIBRARY_IMPL(rotorscope, CUDA, library) {
  library.impl("hadamard", &hadamard_cuda);
  library.impl("fake_quantize", &fake_quantize_cuda);
  library.impl("quantize_error", &quantize_error_cuda);
  library.impl("hadamard_quantize", &hadamard_quantize_cuda);
  library.impl("hadamard_error", &hadamard_error_cuda);
  library.impl("channel_statistics", &channel_statistics_cuda);
}

}  // namespace rotorscope
