#include "core/quant/incoherence.h"

#include "core/rotation/hadamard_plan.h"

#include <cmath>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace rotorscope {
namespace {

std::uint64_t mixed(std::uint64_t z) {  // SplitMix64's finalizer
  z += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

at::Tensor random_factor(std::int64_t order, std::uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  const auto [q, r] = at::linalg_qr(at::randn({order, order}, generator, at::kDouble));
  return (q * at::sign(r.diagonal())).to(at::kFloat);
}

class Kronecker final : public IncoherentBasis {
 public:
  Kronecker(std::int64_t order, std::uint64_t seed) {
    std::int64_t rows = static_cast<std::int64_t>(std::sqrt(static_cast<double>(order)));
    while (order % rows != 0) --rows;
    a_ = random_factor(rows, mixed(seed));
    b_ = random_factor(order / rows, mixed(seed + 1));
  }
  [[nodiscard]] at::Tensor apply(const at::Tensor& x, bool transpose) const override {
    // x as [rows, p, q]: x · (A ⊗ B) is Aᵀ X B for each row's X [p, q].
    const at::Tensor& a = a_;
    const at::Tensor matrix = x.view({-1, a.size(0), b_.size(0)});
    const at::Tensor left = at::matmul(transpose ? a : a.t(), matrix);
    return at::matmul(left, transpose ? b_.t() : b_).reshape(x.sizes());
  }

 private:
  at::Tensor a_, b_;
};

class SignedHadamard final : public IncoherentBasis {
 public:
  SignedHadamard(HadamardPlan plan, std::uint64_t seed) : plan_(std::move(plan)) {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(mixed(seed));
    signs_ = (at::randint(0, 2, {plan_.order()}, generator, at::kFloat) * 2 - 1);
  }
  [[nodiscard]] at::Tensor apply(const at::Tensor& x, bool transpose) const override {
    return transpose ? plan_.apply(x, true) * signs_ : plan_.apply(x * signs_);
  }

 private:
  HadamardPlan plan_;
  at::Tensor signs_;
};

}  // namespace

Result<std::unique_ptr<IncoherentBasis>> incoherent_basis(const std::string& kind, std::int64_t order,
                                                          std::uint64_t seed) {
  if (kind == "kronecker") return std::make_unique<Kronecker>(order, seed);
  if (kind != "hadamard") return fail("there is no incoherence \"" + kind + "\"", "quantizing weights");
  ROTOR_TRY(HadamardPlan plan, HadamardPlan::create(order));
  return std::make_unique<SignedHadamard>(std::move(plan), seed);
}

std::uint64_t incoherence_seed(std::uint64_t seed, std::int64_t layer, const char* side) {
  std::uint64_t hash = mixed(seed ^ mixed(static_cast<std::uint64_t>(layer)));
  for (const char* c = side; *c != '\0'; ++c) hash = mixed(hash ^ static_cast<std::uint64_t>(*c));
  return hash;
}

at::Tensor to_incoherent(const at::Tensor& w, const IncoherentBasis& out, const IncoherentBasis& in) {
  return out.apply(in.apply(w.to(at::kFloat).contiguous(), false).t().contiguous(), false).t().contiguous();
}

at::Tensor from_incoherent(const at::Tensor& w, const IncoherentBasis& out, const IncoherentBasis& in) {
  return in.apply(out.apply(w.t().contiguous(), true).t().contiguous(), true);
}

at::Tensor hessian_in(const at::Tensor& hessian, const IncoherentBasis& in) {
  const at::Tensor right = in.apply(hessian.to(at::kFloat).contiguous(), false);
  const at::Tensor both = in.apply(right.t().contiguous(), false);
  return (both + both.t()) / 2;
}

}  // namespace rotorscope
