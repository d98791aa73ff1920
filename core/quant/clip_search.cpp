#include "core/quant/clip_search.h"

#include "core/quant/fake_quantizer.h"

#include <algorithm>
#include <string>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr int ratios = 17;
double ratio_of(int i) { return 1.0 - 0.025 * i; }

}  // namespace

void ClipSearch::look(LayerIndex layer, Site site, const at::Tensor& x) {
  SiteQuantizer quantizer = site_quantizer(layer.value, site, quant_);
  if (!quantizer.active()) return;
  auto found = std::find_if(seen_.begin(), seen_.end(),
                            [&](const Errors& e) { return e.layer == layer.value && e.site == site; });
  if (found == seen_.end()) {
    seen_.push_back({layer.value, site, std::vector<double>(ratios, 0.0)});
    found = seen_.end() - 1;
  }
  const at::Tensor rows = x.reshape({-1, x.size(-1)}).to(at::kFloat);
  const at::Tensor power = rows.square().sum(-1).clamp_min(1e-30);
  for (int i = 0; i < ratios; ++i) {
    quantizer.clip = ratio_of(i);
    found->sums[static_cast<std::size_t>(i)] +=
        (quantizer.error(rows).square().sum(-1) / power).sum(at::kDouble).item<double>();
  }
}

at::Tensor ClipSearch::visit(LayerIndex layer, Site site, const at::Tensor& x) {
  if (!(site == Site::k && quant_.k_pre_rope)) look(layer, site, x);
  return x;
}

at::Tensor ClipSearch::before_rope(LayerIndex layer, const at::Tensor& k, const HadamardMatrix* h) {
  if (quant_.k_pre_rope) look(layer, Site::k, h == nullptr ? k : hadamard(k, *h));
  return k;
}

std::vector<SiteClip> ClipSearch::clips() const {
  std::vector<SiteClip> clips;
  for (const Errors& e : seen_) {
    const auto best = std::min_element(e.sums.begin(), e.sums.end()) - e.sums.begin();
    clips.push_back({static_cast<int>(e.layer), std::string(site_name(e.site)), ratio_of(static_cast<int>(best))});
  }
  return clips;
}

}  // namespace rotorscope
