// Activations of every site of a run, and what a rotation makes of them.
#pragma once

#include "core/model/forward.h"
#include "core/rotation/rotation_set.h"

#include <map>
#include <utility>

#include <ATen/core/Tensor.h>

namespace rotorscope {

using SiteKey = std::pair<std::int64_t, Site>;  ///< layer, site

/// Keeps x [tokens, channels] float32, on the CPU, of every site it sees; heads are laid side by side as channels.
class SiteCapture final : public SiteHook {
 public:
  /// `spill` keeps what is captured out of memory; null: in memory.
  explicit SiteCapture(std::shared_ptr<Spill> spill = nullptr) : spill_(std::move(spill)) {}
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override;
  [[nodiscard]] const std::map<SiteKey, at::Tensor>& activations() const { return activations_; }
  [[nodiscard]] std::map<SiteKey, at::Tensor> take() { return std::move(activations_); }

 private:
  std::map<SiteKey, at::Tensor> activations_;
  std::shared_ptr<Spill> spill_;
};

/// x [tokens, channels] of a site of the unrotated network, as the rotated network has it: x·R1, per head x·R2 or x·R3,
/// or x·R4. A rotation that is switched off leaves x as it is.
at::Tensor rotate_site(const at::Tensor& x, std::int64_t layer, Site site, const RotationSet& set);

}  // namespace rotorscope
