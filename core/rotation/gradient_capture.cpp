#include "core/rotation/gradient_capture.h"

#include "core/model/forward.h"
#include "core/rotation/losses.h"

#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

namespace rotorscope {
namespace {

/// Adds a zero that requires a gradient to every wanted site: the gradient of the zero is that of the site.
class Probes final : public SiteHook {
 public:
  explicit Probes(const std::function<bool(Site)>& wanted) : wanted_(wanted) {}
  at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
    if (!wanted_(site)) return x;
    const at::Tensor probe = at::zeros_like(x).requires_grad_(true);
    keys.emplace_back(layer, site);
    activations.push_back(x.detach());
    probes.push_back(probe);
    return x + probe;
  }
  std::vector<std::pair<LayerIndex, Site>> keys;
  std::vector<at::Tensor> activations, probes;

 private:
  const std::function<bool(Site)>& wanted_;
};

}  // namespace

SiteGradients capture_gradients(const Network& folded, const at::Tensor& windows,
                                const std::function<bool(Site)>& wanted, Progress& progress,
                                const std::stop_token& stop) {
  SiteCapture activations;
  SiteCapture gradients;
  for (std::int64_t w = 0; w < windows.size(0); ++w) {
    progress.advance(w, windows.size(0), "Measuring what noise costs");
    const at::Tensor ids = windows.slice(0, w, w + 1);
    Probes hook(wanted);
    const at::Tensor hidden = forward(folded, ids, &hook, stop)[0];
    const std::int64_t last = hidden.size(0) - 1;
    const at::Tensor loss = cross_entropy_loss(hidden.slice(0, 0, last), folded.head, ids[0].slice(0, 1));
    const auto g = torch::autograd::grad({loss * static_cast<double>(last)}, hook.probes, {}, false, false, true);
    const at::NoGradGuard no_gradient;
    for (std::size_t i = 0; i < hook.keys.size(); ++i) {
      const auto& [layer, site] = hook.keys[i];
      activations.visit(layer, site, hook.activations[i]);
      gradients.visit(layer, site, g[i].defined() ? g[i] : at::zeros_like(hook.activations[i]));
    }
  }
  return {activations.take(), gradients.take()};
}

at::Tensor fisher_weights(const at::Tensor& x, const at::Tensor& g) {
  return (x.square().sum(-1) * g.square().sum(-1)).to(at::kFloat);
}

}  // namespace rotorscope
