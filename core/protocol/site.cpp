#include "core/protocol/site.h"

namespace rotorscope {
namespace {

struct SiteEntry {
  Site site;
  std::string_view name, description, rotation;
};

constexpr std::array<SiteEntry, 9> entries = {{
    {Site::attn_in, "attn_in", "input of q_proj, k_proj, v_proj, after RMSNorm", "R1"},
    {Site::q, "q", "queries, after RoPE", "R3"},
    {Site::k, "k", "keys, after RoPE", "R3"},
    {Site::v, "v", "output of v_proj", "R2"},
    {Site::o_in, "o_in", "input of o_proj", "R2"},
    {Site::mlp_in, "mlp_in", "input of gate_proj, up_proj, after RMSNorm", "R1"},
    {Site::down_in, "down_in", "input of down_proj", "R4"},
    {Site::head_in, "head_in", "input of lm_head", "R1"},
    {Site::residual, "residual", "residual stream after the block", "R1"},
}};

const SiteEntry& entry(Site site) { return entries[static_cast<std::size_t>(site)]; }

}  // namespace

std::string_view site_name(Site site) { return entry(site).name; }
std::string_view site_description(Site site) { return entry(site).description; }
std::string_view site_rotation(Site site) { return entry(site).rotation; }

std::optional<Site> site_from_name(std::string_view name) {
  for (const SiteEntry& e : entries) {
    if (e.name == name) return e.site;
  }
  return std::nullopt;
}

}  // namespace rotorscope
