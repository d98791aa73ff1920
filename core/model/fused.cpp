#include "core/model/fused.h"

#include "kernels/cpu/block_rows.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace rotorscope {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t values_a_task = 16384;

std::int64_t grain(std::int64_t width) {
  return std::max<std::int64_t>(1, values_a_task / std::max<std::int64_t>(width, 1));
}

/// Whether the one-pass loops serve x: float32 on the CPU; bfloat16 goes through float32 there.
bool is_fast(const at::Tensor& x) {
  return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

at::Tensor rows_of(const at::Tensor& x) { return x.to(at::kFloat).contiguous(); }

struct Normalized {
  at::Tensor y, scales;
};

Normalized normalize(const at::Tensor& x, const at::Tensor& gain, double epsilon, bool keep_scales) {
  const std::int64_t columns = x.size(-1);
  const std::int64_t rows = x.numel() / columns;
  Normalized result{at::empty_like(x), keep_scales ? at::empty({rows}, x.options()) : at::Tensor()};
  const float* in = x.const_data_ptr<float>();
  const float* g = gain.defined() ? gain.const_data_ptr<float>() : nullptr;
  float* out = result.y.data_ptr<float>();
  float* scales = keep_scales ? result.scales.data_ptr<float>() : nullptr;
  at::parallel_for(0, rows, grain(columns), [&](std::int64_t begin, std::int64_t end) {
    cpu::rms_norm(in + begin * columns, g, out + begin * columns, scales == nullptr ? nullptr : scales + begin,
                  end - begin, columns, static_cast<float>(epsilon));
  });
  return result;
}

/// A tensor that autograd does not look at, which may be undefined (autograd's functions take no undefined tensors).
struct Constant {
  const at::Tensor& tensor;
};

class RmsNorm : public torch::autograd::Function<RmsNorm> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const Constant& gain, double epsilon) {
    const at::Tensor in = x.contiguous();
    Normalized n = normalize(in, gain.tensor, epsilon, true);
    context->save_for_backward({in, n.scales});
    if (gain.tensor.defined()) context->saved_data["gain"] = gain.tensor;
    return n.y;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor& x = saved[0];
    const at::Tensor dy = gradients[0].contiguous();
    at::Tensor dx = at::empty_like(x);
    const std::int64_t columns = x.size(-1);
    const auto gain = context->saved_data.find("gain");
    const float* g = gain == context->saved_data.end() ? nullptr : gain->second.toTensor().const_data_ptr<float>();
    const float* in = x.const_data_ptr<float>();
    const float* scales = saved[1].const_data_ptr<float>();
    const float* up = dy.const_data_ptr<float>();
    float* out = dx.data_ptr<float>();
    at::parallel_for(0, x.numel() / columns, grain(columns), [&](std::int64_t begin, std::int64_t end) {
      cpu::rms_norm_backward(in + begin * columns, g, scales + begin, up + begin * columns, out + begin * columns,
                             end - begin, columns);
    });
    return {dx, at::Tensor(), at::Tensor()};
  }
};

class SiluProduct : public torch::autograd::Function<SiluProduct> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& gate, const at::Tensor& up) {
    const at::Tensor g = gate.contiguous();
    const at::Tensor u = up.contiguous();
    at::Tensor y = at::empty_like(g);
    const float* a = g.const_data_ptr<float>();
    const float* b = u.const_data_ptr<float>();
    float* out = y.data_ptr<float>();
    at::parallel_for(0, g.numel(), values_a_task, [&](std::int64_t begin, std::int64_t end) {
      cpu::silu_product(a + begin, b + begin, out + begin, end - begin);
    });
    if (context != nullptr) context->save_for_backward({g, u});
    return y;
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor dy = gradients[0].contiguous();
    at::Tensor dgate = at::empty_like(dy);
    at::Tensor dup = at::empty_like(dy);
    const float* a = saved[0].const_data_ptr<float>();
    const float* b = saved[1].const_data_ptr<float>();
    const float* d = dy.const_data_ptr<float>();
    float* ga = dgate.data_ptr<float>();
    float* gb = dup.data_ptr<float>();
    at::parallel_for(0, dy.numel(), values_a_task, [&](std::int64_t begin, std::int64_t end) {
      cpu::silu_product_backward(a + begin, b + begin, d + begin, ga + begin, gb + begin, end - begin);
    });
    return {dgate, dup};
  }
};

/// x [batch, heads, tokens, d], any strides but of the last axis, turned (back) into a contiguous tensor.
at::Tensor turn(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin, bool inverse) {
  const at::Tensor in = x.stride(-1) == 1 ? x : x.contiguous();
  at::Tensor y = at::empty(x.sizes(), x.options());
  const std::int64_t heads = x.size(1);
  const std::int64_t tokens = x.size(2);
  const std::int64_t d = x.size(3);
  const float* source = in.const_data_ptr<float>();
  const float* c = cos.const_data_ptr<float>();
  const float* s = sin.const_data_ptr<float>();
  const std::int64_t row = cos.stride(0);
  float* target = y.data_ptr<float>();
  at::parallel_for(0, x.size(0) * tokens, grain(heads * d), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t b = i / tokens;
      const std::int64_t t = i % tokens;
      for (std::int64_t h = 0; h < heads; ++h) {
        cpu::rope_row(source + b * in.stride(0) + h * in.stride(1) + t * in.stride(2),
                      target + ((b * heads + h) * tokens + t) * d, c + t * row, s + t * row, d, inverse);
      }
    }
  });
  return y;
}

class Rope : public torch::autograd::Function<Rope> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& cos,
                            const at::Tensor& sin) {
    context->save_for_backward({cos, sin});
    return turn(x, cos, sin, false);
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    return {turn(gradients[0], saved[0], saved[1], true), at::Tensor(), at::Tensor()};
  }
};

bool needs_gradient(const at::Tensor& x) { return at::GradMode::is_enabled() && x.requires_grad(); }

}  // namespace

at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& gain, double epsilon) {
  if (!is_fast(x)) {
    const at::Tensor f = x.to(at::kFloat);
    const at::Tensor y = f * at::rsqrt(f.square().mean(-1, true) + epsilon);
    return (gain.defined() ? y * gain : y).to(x.scalar_type());
  }
  const at::Tensor g = gain.defined() ? rows_of(gain) : gain;
  if (needs_gradient(x)) return RmsNorm::apply(x.to(at::kFloat), Constant{g}, epsilon).to(x.scalar_type());
  return normalize(rows_of(x), g, epsilon, false).y.to(x.scalar_type());
}

at::Tensor silu_product(const at::Tensor& gate, const at::Tensor& up) {
  if (!is_fast(gate)) return at::silu(gate) * up;
  if (needs_gradient(gate) || needs_gradient(up)) {
    return SiluProduct::apply(gate.to(at::kFloat), up.to(at::kFloat)).to(gate.scalar_type());
  }
  return SiluProduct::forward(nullptr, gate.to(at::kFloat), up.to(at::kFloat)).to(gate.scalar_type());
}

at::Tensor apply_rope(const at::Tensor& x, const RopeTables& tables) {
  if (const std::int64_t turned = tables.cos.size(-1); turned < x.size(-1)) {
    return at::cat({apply_rope(x.slice(-1, 0, turned), tables), x.slice(-1, turned)}, -1);
  }
  if (!is_fast(x)) {
    const auto halves = x.chunk(2, -1);
    const at::Tensor turned = at::cat({-halves[1], halves[0]}, -1);
    return (x * tables.cos + turned * tables.sin).to(x.scalar_type()).contiguous();
  }
  if (needs_gradient(x)) return Rope::apply(x.to(at::kFloat), tables.cos, tables.sin).to(x.scalar_type());
  return turn(x.to(at::kFloat), tables.cos, tables.sin, false).to(x.scalar_type());
}

}  // namespace rotorscope
