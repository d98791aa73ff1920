// R1 to R4 of a model, and the random ones.
#pragma once

#include "core/base/result.h"
#include "core/formats/model_config.h"
#include "core/protocol/common.h"
#include "core/rotation/hadamard_plan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Rotations of one model: rotated_from_original, x → x · R. Undefined or empty parts are switched off.
struct RotationSet {
  std::string kind = "none";       ///< none, orthogonal, hadamard, learned, file
  std::uint64_t seed = 0;          ///< of random ones
  at::Tensor r1;                   ///< float64 [n, n]
  std::vector<at::Tensor> r2;      ///< one a layer, float64 [head_dim, head_dim]
  std::optional<HadamardPlan> r3;  ///< of order head_dim, online on q and k
  std::optional<HadamardPlan> r4;  ///< of order intermediate_size, online on down_in, inverse merged into down_proj
  /// A block-diagonal rotation that follows R4's Hadamard: R4 = H · diag(B₁ … Bₖ). Empty, or one a layer, float64
  /// [intermediate_size / b, b, b].
  std::vector<at::Tensor> r4_blocks;
  /// Diagonal scales, merged at no cost: v ← v / s before R2 and o_in likewise, down_in ← down_in / s before R4; the
  /// next weight takes s. Empty or a layer each, float64, positive: [kv_heads, head_dim] and [intermediate_size].
  std::vector<at::Tensor> v_scale, down_scale;

  [[nodiscard]] bool is_identity() const {
    return !r1.defined() && r2.empty() && !r3 && !r4 && v_scale.empty() && down_scale.empty();
  }
  /// x [..., intermediate_size] · R4 of a layer, or · R4ᵀ; x itself where R4 is off. Not differentiable.
  [[nodiscard]] at::Tensor rotate_down(std::int64_t layer, const at::Tensor& x, bool transpose = false) const;
  /// How each part is built, a sentence.
  [[nodiscard]] std::string describe() const;
};

/// diag(±1) · H, seeded; float64 [plan.order, plan.order].
at::Tensor random_hadamard(const HadamardPlan& plan, std::uint64_t seed);
/// QR of a Gaussian with the sign fixed (Haar measure), seeded; float64 [order, order].
at::Tensor random_orthogonal(std::int64_t order, std::uint64_t seed);
/// x [..., k · b] with each piece of b channels times its block of [k, b, b], or its transpose. Differentiable.
at::Tensor times_blocks(const at::Tensor& x, const at::Tensor& blocks, bool transpose = false);
/// max |R Rᵀ − I| of a matrix or a stack of them.
double orthogonality_error(const at::Tensor& r);

/// R1 and R2 random of this kind ("orthogonal" or "hadamard"), R3 and R4 Hadamard; "none": nothing. Reproducible by
/// seed.
Result<RotationSet> random_rotation(const std::string& kind, std::uint64_t seed, const ModelConfig& config);

/// Its matrices on another device (a plan goes wherever its input is).
RotationSet to_device(const RotationSet& set, c10::Device device);

/// v's scales of one layer [kv_heads, head_dim] as o_in has them, [heads, head_dim]: each kv head serves the query
/// heads of its group.
at::Tensor scale_of_heads(const at::Tensor& v_scale, std::int64_t heads);

/// Switches parts off by the spec's r1 … r4 and scales ("on", "off", "auto").
Result<RotationSet> with_switches(RotationSet set, const RotationSpec& spec);

}  // namespace rotorscope
