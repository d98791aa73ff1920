// Close-ups and maps of the last inspection.
#include "core/analysis/site_statistics.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/site_access.h"
#include "core/quant/target_sites.h"

#include <algorithm>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr int listed_peaks = 12;
constexpr int context_tokens = 4;

Result<std::shared_ptr<const Inspection>> current(const Workspace& workspace) {
  auto inspection = workspace.inspection();
  if (!inspection) return fail("nothing has been inspected yet", "inspection", "open a model and inspect it first");
  return inspection;
}

Result<Site> named_site(const std::string& name) {
  const auto site = site_from_name(name);
  if (!site)
    return fail("there is no site \"" + name + "\"", "site",
                "attn_in, q, k, v, o_in, mlp_in, down_in, head_in, residual");
  return *site;
}

std::string tensor_name(int layer, Site site) {
  const std::string block = "model.layers." + std::to_string(layer) + ".";
  switch (site) {
    case Site::attn_in:
      return "input of " + block + "self_attn.{q,k,v}_proj";
    case Site::q:
      return "queries of " + block + "self_attn after RoPE";
    case Site::k:
      return "keys of " + block + "self_attn after RoPE";
    case Site::v:
      return "output of " + block + "self_attn.v_proj";
    case Site::o_in:
      return "input of " + block + "self_attn.o_proj";
    case Site::mlp_in:
      return "input of " + block + "mlp.{gate,up}_proj";
    case Site::down_in:
      return "input of " + block + "mlp.down_proj";
    case Site::head_in:
      return "input of lm_head";
    case Site::residual:
      return "output of " + block.substr(0, block.size() - 1) + " (residual stream)";
  }
  return {};
}

std::string label_of(const RotationSpec& spec) {
  if (spec.source.empty() || spec.source == "none") return "none";
  const auto slash = spec.source.find_last_of('/');
  return slash == std::string::npos ? spec.source : spec.source.substr(slash + 1);
}

void add_texts(std::vector<TokenPeak>& peaks, const std::vector<std::string>& texts) {
  const int count = static_cast<int>(texts.size());
  for (TokenPeak& peak : peaks) {
    if (peak.token >= count) continue;
    peak.text = texts[static_cast<std::size_t>(peak.token)];
    for (int t = std::max(0, peak.token - context_tokens); t < std::min(count, peak.token + context_tokens + 1); ++t) {
      peak.context += texts[static_cast<std::size_t>(t)];
    }
  }
}

Status check_names(const MapRequest& request) {
  if (request.kind != "layers" && request.kind != "tokens") {
    return fail("there is no map of \"" + request.kind + "\"", "map", "choose layers or tokens");
  }
  const char* const statistics[] = {"absmax", "mean_abs", "rms", "p99", "p999", "kurtosis"};
  if (std::find(std::begin(statistics), std::end(statistics), request.statistic) == std::end(statistics)) {
    return fail("there is no statistic \"" + request.statistic + "\"", "map",
                "choose absmax, mean_abs, rms, p99, p999 or kurtosis");
  }
  return {};
}

const std::vector<float>& statistic_of(const SiteVariant& v, const std::string& name) {
  if (name == "mean_abs") return v.mean_abs.values;
  if (name == "rms") return v.rms.values;
  if (name == "p99") return v.p99.values;
  if (name == "p999") return v.p999.values;
  if (name == "kurtosis") return v.kurtosis.values;
  return v.absmax.values;
}

Result<Map> token_map(const Inspection& inspection, const MapRequest& request, Site site, const RotationSet& set) {
  ROTOR_TRY(const at::Tensor x, site_activations(inspection, request.layer, site));
  const at::Tensor y = rotate_site(x, request.layer, site, set).abs().contiguous();
  Map map;
  map.rows = static_cast<int>(y.size(0));
  map.columns = static_cast<int>(y.size(1));
  map.values.values.assign(y.data_ptr<float>(), y.data_ptr<float>() + y.numel());
  map.row_labels = inspection.token_texts;
  return map;
}

Result<Map> layer_map(const Inspection& inspection, const MapRequest& request, Site site, const RotationSet& set) {
  Map map;
  for (const SiteSummary& summary : sites_named(inspection, request.site)) {
    ROTOR_TRY(const at::Tensor x, site_activations(inspection, summary.layer, site));
    const at::Tensor y = rotate_site(x, summary.layer, site, set);
    const SiteVariant v =
        site_statistics(y, site, inspection.model.head_dim, viewing_quantizer(site, inspection.request.quant));
    const auto& values = statistic_of(v, request.statistic);
    map.values.values.insert(map.values.values.end(), values.begin(), values.end());
    map.columns = static_cast<int>(values.size());
    map.row_labels.push_back(site == Site::head_in ? "lm_head" : "layer " + std::to_string(summary.layer));
    ++map.rows;
  }
  if (map.rows == 0) return fail("no layer has a site " + request.site, "inspection");
  return map;
}

}  // namespace

Result<SiteView> site_view(Workspace& workspace, const SiteViewRequest& request) {
  return guarded("site_view", [&]() -> Result<SiteView> {
    const c10::InferenceMode inference;
    ROTOR_TRY(const auto inspection, current(workspace));
    ROTOR_TRY(const Site site, named_site(request.site));
    ROTOR_TRY(const at::Tensor x, site_activations(*inspection, request.layer, site));
    if (request.channel >= x.size(1)) {
      return fail("there is no channel " + std::to_string(request.channel) + " of " + std::to_string(x.size(1)),
                  request.site);
    }
    if (request.bins < 2 || request.bins > 100000) return fail("bins must be 2 to 100000", "site_view");
    QuantSpec quant = inspection->request.quant;
    quant.a_bits = quant.kv_bits = request.bits;
    quant.a_clip = quant.kv_clip = request.clip;
    quant.a_symmetric = quant.kv_symmetric = request.symmetric;
    // The bits and clipping of a look need not be ones that the target has.
    if (!check_target_grid(quant, inspection->model.hidden_size, inspection->model.intermediate_size)) {
      quant.target.clear();
    }
    ROTOR_CHECK(check_quant(quant, inspection->model.hidden_size, inspection->model.intermediate_size,
                            inspection->model.head_dim));
    const SiteQuantizer quantizer = viewing_quantizer(site, quant);
    const ModelConfig config = config_from(inspection->model);

    SiteView view;
    view.layer = request.layer;
    view.site = request.site;
    view.channel = request.channel;
    view.channels = static_cast<int>(x.size(1));
    view.tokens = static_cast<int>(x.size(0));
    view.tensor = tensor_name(request.layer, site);
    std::vector<at::Tensor> rotated;
    double low = 0;
    double high = 0;
    for (const RotationSpec& spec : request.rotations) {
      ROTOR_TRY(const RotationSet set, workspace.rotation(spec, config));
      const at::Tensor y = rotate_site(x, request.layer, site, set).contiguous();
      SiteVariant variant = site_statistics(y, site, inspection->model.head_dim, quantizer);
      variant.label = label_of(spec);
      variant.grid = median_grid(quantizer_rows(y, site, inspection->model.head_dim, quantizer), quantizer);
      const at::Tensor seen = request.channel < 0 ? y : y.slice(1, request.channel, request.channel + 1);
      low = std::min(low, seen.min().item<double>());
      high = std::max(high, seen.max().item<double>());
      view.variants.push_back(std::move(variant));
      rotated.push_back(y);
    }
    for (std::size_t i = 0; i < rotated.size(); ++i) {
      view.variants[i].histogram = site_histogram(rotated[i], request.channel, low, high, request.bins);
    }
    view.peaks = token_peaks(x, request.channel, listed_peaks);
    add_texts(view.peaks, inspection->token_texts);
    return view;
  });
}

Result<Map> map(Workspace& workspace, const MapRequest& request) {
  return guarded("map", [&]() -> Result<Map> {
    const c10::InferenceMode inference;
    ROTOR_TRY(const auto inspection, current(workspace));
    ROTOR_TRY(const Site site, named_site(request.site));
    ROTOR_CHECK(check_names(request));
    const std::string key = nlohmann::json(request).dump();
    if (auto kept = workspace.kept_map(key)) return *kept;
    ROTOR_TRY(const RotationSet set, workspace.rotation(request.rotation, config_from(inspection->model)));
    ROTOR_TRY(Map map, request.kind == "tokens" ? token_map(*inspection, request, site, set)
                                                : layer_map(*inspection, request, site, set));
    map.kind = request.kind;
    map.site = request.site;
    map.layer = request.layer;
    map.statistic = request.kind == "tokens" ? "absolute value" : request.statistic;
    map.label = label_of(request.rotation);
    // Maps over layers cost a second; those of single sites are cheap and many.
    if (request.kind != "tokens") workspace.keep_map(key, map);
    return map;
  });
}

}  // namespace rotorscope
