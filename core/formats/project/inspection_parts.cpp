// The inspection: /inspection with one group a site.
#include "core/formats/project/h5_array.h"
#include "core/formats/project/parts.h"

#include <array>
#include <cstring>
#include <utility>

namespace rotorscope::parts {
namespace {

using Statistic = std::pair<const char*, FloatArray SiteVariant::*>;
constexpr std::array<Statistic, 6> statistics = {{{"absmax", &SiteVariant::absmax},
                                                  {"mean_abs", &SiteVariant::mean_abs},
                                                  {"rms", &SiteVariant::rms},
                                                  {"p99", &SiteVariant::p99},
                                                  {"p999", &SiteVariant::p999},
                                                  {"kurtosis", &SiteVariant::kurtosis}}};

struct VariantText {
  std::string label;
  double low = 0;   ///< of the histogram
  double high = 0;  ///< of the histogram
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(VariantText, label, low, high)

std::string group_name(int layer, const std::string& site) { return std::to_string(layer) + "." + site; }

Status write_floats(const h5::Handle& group, const std::string& name, const FloatArray& array) {
  return h5::write_array(group, name, {array.values.size()}, array.values.data());
}

Result<FloatArray> read_floats(const h5::Handle& group, const std::string& name) {
  ROTOR_TRY(auto array, h5::read_array<float>(group, name, 1));
  return FloatArray{std::move(array.values)};
}

Status write_variant(const h5::Handle& site, const std::string& name, const SiteVariant& variant) {
  ROTOR_TRY(const auto group, h5::create_group(site, name));
  ROTOR_CHECK(write_json(group, "about", VariantText{variant.label, variant.histogram.low, variant.histogram.high}));
  for (const auto& [statistic, field] : statistics) ROTOR_CHECK(write_floats(group, statistic, variant.*field));
  ROTOR_CHECK(write_floats(group, "histogram", variant.histogram.counts));
  return write_floats(group, "grid", variant.grid);
}

Result<SiteVariant> read_variant(const h5::Handle& site, const std::string& name, int channels) {
  SiteVariant variant;
  ROTOR_TRY(const auto group, h5::open_group(site, name));
  ROTOR_TRY(const auto about, read_json<VariantText>(group, "about"));
  variant.label = about.label;
  for (const auto& [statistic, field] : statistics) {
    ROTOR_TRY(variant.*field, read_floats(group, statistic));
    const std::size_t count = (variant.*field).values.size();
    if (count != 0 && count != static_cast<std::size_t>(channels)) {
      return fail("has another number of channels than its site", statistic);
    }
  }
  variant.histogram.low = about.low;
  variant.histogram.high = about.high;
  ROTOR_TRY(variant.histogram.counts, read_floats(group, "histogram"));
  ROTOR_TRY(variant.grid, read_floats(group, "grid"));
  return variant;
}

Status write_site(const h5::Handle& sites, const StoredSite& site) {
  const SiteSummary& summary = site.summary;
  const std::size_t channels = summary.channels < 0 ? 0 : static_cast<std::size_t>(summary.channels);
  const std::size_t tokens = site.tokens < 0 ? 0 : static_cast<std::size_t>(site.tokens);
  const std::string name = group_name(summary.layer, summary.site);
  if (!site.activations.empty() && site.activations.size() != tokens * channels) {
    return fail("the activations are not tokens × channels", name);
  }
  ROTOR_TRY(const auto group, h5::create_group(sites, name));
  ROTOR_CHECK(write_json(group, "summary", summary));
  ROTOR_CHECK(write_variant(group, "before", site.before));
  if (summary.has_after) ROTOR_CHECK(write_variant(group, "after", site.after));
  if (site.activations.empty()) return {};
  static_assert(sizeof(h5::Half) == sizeof(std::uint16_t));
  return h5::write_array(group, "activations", {tokens, channels},
                         reinterpret_cast<const h5::Half*>(site.activations.data()));
}

}  // namespace

Status write_inspection(const h5::Handle& group, const StoredInspection& inspection,
                        const ProjectFile::SiteSource& site) {
  ROTOR_CHECK(write_json(group, "request", inspection.request));
  ROTOR_CHECK(write_json(group, "outcome", inspection.outcome));
  ROTOR_CHECK(write_json(group, "token_texts", inspection.token_texts));
  ROTOR_CHECK(h5::write_array(group, "token_ids", {inspection.token_ids.size()}, inspection.token_ids.data()));
  ROTOR_TRY(const auto sites, h5::create_group(group, "sites"));
  for (std::size_t i = 0; i < inspection.outcome.sites.size(); ++i) {
    ROTOR_TRY(const StoredSite stored, site(i));
    ROTOR_CHECK(write_site(sites, stored));
  }
  return {};
}

Result<StoredInspection> read_inspection(const h5::Handle& group) {
  StoredInspection inspection;
  ROTOR_TRY(inspection.request, read_json<InspectRequest>(group, "request"));
  ROTOR_TRY(inspection.outcome, read_json<InspectOutcome>(group, "outcome"));
  ROTOR_TRY(inspection.token_texts, read_json<std::vector<std::string>>(group, "token_texts"));
  ROTOR_TRY(auto ids, h5::read_array<std::int32_t>(group, "token_ids", 1));
  inspection.token_ids = std::move(ids.values);
  if (!inspection.token_texts.empty() && inspection.token_texts.size() != inspection.token_ids.size()) {
    return fail("has another number of texts than of ids", "token_texts");
  }
  return inspection;
}

Result<StoredSite> read_site(const h5::Handle& inspection, int layer, const std::string& site, bool with_activations) {
  StoredSite stored;
  const std::string name = group_name(layer, site);
  ROTOR_TRY(const auto sites, h5::open_group(inspection, "sites"));
  if (!h5::has(sites, name)) {
    return fail("layer " + std::to_string(layer) + ", " + site + " was not inspected", {}, "inspect the model again");
  }
  ROTOR_TRY(const auto group, h5::open_group(sites, name));
  ROTOR_TRY(stored.summary, read_json<SiteSummary>(group, "summary"));
  if (stored.summary.layer != layer || stored.summary.site != site || stored.summary.channels < 0) {
    return fail("belongs to another site", name);
  }
  ROTOR_TRY(stored.before, read_variant(group, "before", stored.summary.channels));
  stored.before.numbers = stored.summary.before;
  if (stored.summary.has_after) {
    ROTOR_TRY(stored.after, read_variant(group, "after", stored.summary.channels));
    stored.after.numbers = stored.summary.after;
  }
  if (!with_activations) return stored;
  ROTOR_TRY(const auto activations, h5::read_array<h5::Half>(group, "activations", 2));
  if (activations.values.empty()) return stored;
  if (activations.shape[1] != static_cast<hsize_t>(stored.summary.channels)) {
    return fail("has another number of channels than its site", "activations");
  }
  stored.tokens = static_cast<int>(activations.shape[0]);
  stored.activations.resize(activations.values.size());
  std::memcpy(stored.activations.data(), activations.values.data(), activations.values.size() * sizeof(h5::Half));
  return stored;
}

}  // namespace rotorscope::parts
