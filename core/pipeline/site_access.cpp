#include "core/pipeline/site_access.h"

#include <ATen/ATen.h>

namespace rotorscope {

Result<at::Tensor> site_activations(const Inspection& inspection, std::int64_t layer, Site site) {
  if (const auto found = inspection.activations.find({layer, site}); found != inspection.activations.end()) {
    return found->second;
  }
  if (inspection.project) {
    ROTOR_TRY(const StoredSite stored,
              inspection.project->read_site(static_cast<int>(layer), std::string(site_name(site))));
    if (stored.activations.empty()) {
      return fail("the project keeps no activations", inspection.project->path().string(),
                  "inspect again with the model at hand");
    }
    const at::Tensor half =
        at::from_blob(const_cast<std::uint16_t*>(stored.activations.data()),  // NOLINT: copied below
                      {stored.tokens, stored.summary.channels}, at::kHalf);
    return half.to(at::kFloat);
  }
  return fail("layer " + std::to_string(layer) + " has no site " + std::string(site_name(site)), "inspection",
              "choose another layer or site");
}

SiteQuantizer viewing_quantizer(Site site, const QuantSpec& quant) {
  QuantSpec shown = quant;
  if (shown.a_bits >= 16) shown.a_bits = 4;
  if (shown.kv_bits >= 16) shown.kv_bits = 4;
  SiteQuantizer quantizer = site_quantizer(site, shown);
  if (quantizer.active()) return quantizer;
  // q is looked at like k, head_in and residual like attn_in.
  return site_quantizer(site == Site::q ? Site::k : Site::attn_in, shown);
}

std::vector<SiteSummary> sites_named(const Inspection& inspection, const std::string& name) {
  std::vector<SiteSummary> sites;
  for (const SiteSummary& summary : inspection.outcome.sites) {
    if (summary.site == name) sites.push_back(summary);
  }
  return sites;
}

}  // namespace rotorscope
