// Activations of sites together with the loss's gradient there: what a rounding error at each token would cost.
#pragma once

#include "core/analysis/site_capture.h"
#include "core/base/progress.h"
#include "core/model/network.h"

#include <functional>
#include <map>
#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

struct SiteGradients {
  std::map<SiteKey, at::Tensor> activations;  ///< [tokens, channels] float32, unrotated; heads side by side
  std::map<SiteKey, at::Tensor> gradients;    ///< of the summed next-token cross-entropy, same shapes
};

/// Runs windows [count, length] of token ids through the unrotated network, forwards and backwards, one at a time.
/// `wanted` says which sites are kept. Throws Cancelled.
SiteGradients capture_gradients(const Network& folded, const at::Tensor& windows,
                                const std::function<bool(Site)>& wanted, Progress& progress,
                                const std::stop_token& stop);

/// The empirical Fisher weight of each token's noise at a site, ‖x_t‖² · ‖g_t‖² [tokens]: the expected rise of the loss
/// by isotropic noise of a given power relative to the token's own, up to a factor (second order; g gᵀ for the
/// Hessian).
at::Tensor fisher_weights(const at::Tensor& x, const at::Tensor& g);

}  // namespace rotorscope
