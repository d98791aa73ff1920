#include "core/rotation/hadamard_plan.h"

#include "core/rotation/hadamard_base.h"

#include <cmath>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// Larger bases cost more than they win: the K-part of the transform is K additions a value.
constexpr std::int64_t largest_base = 1024;

at::Tensor sylvester(std::int64_t order) {
  at::Tensor h = at::ones({1, 1}, at::kDouble);
  while (h.size(0) < order) h = at::cat({at::cat({h, h}, 1), at::cat({h, -h}, 1)}, 0);
  return h;
}

}  // namespace

Result<HadamardPlan> HadamardPlan::create(std::int64_t order) {
  if (order < 1 || order > (1 << 20)) return fail("no Hadamard rotation of order " + std::to_string(order));
  HadamardPlan plan;
  std::int64_t odd = order;
  while (odd % 2 == 0) odd /= 2;
  const std::int64_t two_part = order / odd;
  const auto exponent = [](std::int64_t power) {
    return std::to_string(static_cast<int>(std::log2(static_cast<double>(power))));
  };
  if (odd == 1) {
    plan.power_ = order;
    plan.description_ = std::to_string(order) + " = 2^" + exponent(order);
    return plan;
  }
  for (std::int64_t K = 4 * odd; K <= std::min(order, largest_base) && two_part % (K / odd) == 0; K *= 2) {
    const auto base = hadamard_base(static_cast<int>(K));
    if (!base) continue;
    if (!is_hadamard(*base))
      return fail("the constructed Hadamard matrix of order " + std::to_string(K) + " is not one");
    plan.base_order_ = K;
    plan.power_ = order / K;
    plan.base_ = at::empty({K, K}, at::kFloat);
    for (std::int64_t i = 0; i < K * K; ++i)
      plan.base_.data_ptr<float>()[i] = base->entries[static_cast<std::size_t>(i)];
    plan.description_ =
        std::to_string(order) + " = " + base->construction + " " + std::to_string(K) + " × 2^" + exponent(plan.power_);
    return plan;
  }
  plan.power_ = two_part;
  plan.blocks_ = odd;
  plan.description_ = std::to_string(order) + " = " + std::to_string(odd) + " blocks of " + std::to_string(two_part) +
                      " (no Hadamard matrix of the full order is known here)";
  return plan;
}

at::Tensor HadamardPlan::apply(const at::Tensor& x, bool transpose) const {
  if (x.scalar_type() == at::kDouble) return apply_double(x, transpose);
  return hadamard(x, matrix(), transpose);
}

at::Tensor HadamardPlan::apply_double(const at::Tensor& x, bool transpose) const {
  at::Tensor y = x.detach();
  for (std::int64_t h = 1; h < power_; h *= 2) {
    const auto halves = y.reshape({-1, 2, h}).unbind(1);
    y = at::stack({halves[0] + halves[1], halves[0] - halves[1]}, 1);
  }
  if (base_.defined()) {
    const at::Tensor a = base_.to(y.device(), at::kDouble);
    y = at::matmul(transpose ? a : a.t(), y.reshape({-1, base_order_, power_}));
  }
  return y.reshape(x.sizes()) / std::sqrt(static_cast<double>(base_order_ * power_));
}

at::Tensor HadamardPlan::dense() const {
  at::Tensor h = sylvester(power_);
  if (base_.defined()) h = at::kron(base_.to(at::kDouble), h);
  if (blocks_ > 1) h = at::kron(at::eye(blocks_, at::kDouble), h);
  return h / std::sqrt(static_cast<double>(base_order_ * power_));
}

}  // namespace rotorscope
