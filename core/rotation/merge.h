// Merging R1, R2 and the weight side of R4 into a network (numerics.md §2).
#pragma once

#include "core/base/progress.h"
#include "core/model/forward.h"
#include "core/model/network.h"
#include "core/rotation/rotation_set.h"

#include <stop_token>

namespace rotorscope {

/// The folded network in the rotated basis. Products in float64 on the rotation's device, a weight at a time, results
/// in float32 where the network is. R3 and the activation side of R4 act online, through OnlineRotation. Errors: shapes
/// that do not fit. Throws Cancelled.
Result<Network> merge_rotation(const Network& folded, const RotationSet& set, Progress& progress,
                               const std::stop_token& stop);

/// Applies R3 to q and k and R4 to down_in; wraps another hook, which then sees the rotated activations.
class OnlineRotation final : public SiteHook {
 public:
  OnlineRotation(const RotationSet& set, SiteHook* inner)
      : r3_(set.r3), r4_(set.r4), r4_blocks_(set.r4_blocks), inner_(inner) {}
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override;
  at::Tensor before_rope(LayerIndex layer, const at::Tensor& k, const HadamardMatrix* h) override;

 private:
  std::optional<HadamardPlan> r3_, r4_;
  std::vector<at::Tensor> r4_blocks_;
  SiteHook* inner_;
};

}  // namespace rotorscope
