// Incoherence processing (QuIP, Chee et al. 2023; QuIP#, Tseng et al. 2024): a weight is multiplied from both sides by
// random orthogonal matrices before it is rounded, and back afterwards.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <string>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// A random orthogonal matrix M of some order that multiplies fast.
class IncoherentBasis {
 public:
  IncoherentBasis() = default;
  IncoherentBasis(const IncoherentBasis&) = delete;
  IncoherentBasis& operator=(const IncoherentBasis&) = delete;
  virtual ~IncoherentBasis() = default;
  /// x · M (or x · Mᵀ) along the last axis; float32 [rows, order] in and out.
  [[nodiscard]] virtual at::Tensor apply(const at::Tensor& x, bool transpose) const = 0;
};

/// `kind` "kronecker": M = A ⊗ B, two random orthogonal matrices whose orders are the factors of `order` nearest to its
/// square root (QuIP §4.2, without its permutation). "hadamard": diag(±1) · H (QuIP# §3). Seeded. Errors: an unknown
/// kind, an order without a plan.
Result<std::unique_ptr<IncoherentBasis>> incoherent_basis(const std::string& kind, std::int64_t order,
                                                          std::uint64_t seed);

/// The seed of the basis on the input side of the linears that read one activation, or on the output side of a linear:
/// linears that share an input share its Hessian, and must share its basis.
std::uint64_t incoherence_seed(std::uint64_t seed, std::int64_t layer, const char* side);

/// Uᵀ W V for W [out, in]: rows by `out`, columns by `in`; and back, U W' Vᵀ.
at::Tensor to_incoherent(const at::Tensor& w, const IncoherentBasis& out, const IncoherentBasis& in);
at::Tensor from_incoherent(const at::Tensor& w, const IncoherentBasis& out, const IncoherentBasis& in);
/// Vᵀ H V for a Hessian H [in, in].
at::Tensor hessian_in(const at::Tensor& hessian, const IncoherentBasis& in);

}  // namespace rotorscope
