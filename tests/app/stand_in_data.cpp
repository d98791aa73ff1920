#include "tests/app/stand_in_data.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace rotorscope {
namespace {

constexpr int layers = 30;
constexpr int hidden = 576;
constexpr int ffn = 1536;
constexpr int tokens = 512;

int channels_of(const std::string& site) {
  if (site == "k" || site == "v") return 192;
  return site == "down_in" ? ffn : hidden;
}

/// How much is left of the outliers: 1 without a rotation, near 0 with a good one.
double outlier_share(const RotationSpec& rotation, double progress) {
  if (rotation.source == "none") return 1;
  if (rotation.source == "orthogonal") return 0.05;
  if (rotation.source == "learned") return 0.03 - 0.02 * progress;
  return 0.035;
}

std::vector<float> channel_maxima(int layer, const std::string& site, double share) {
  std::mt19937 random(static_cast<unsigned>(layer * 131 + static_cast<int>(site.size()) * 17 + site[0]));
  std::lognormal_distribution<float> typical(0.3F, 0.25F);
  std::vector<float> maxima(static_cast<std::size_t>(channels_of(site)));
  for (float& value : maxima) value = typical(random);
  const double height = site == "down_in" && layer == layers - 1 ? 120 : 6 + layer % 7 * 3;
  for (const int at : {341, 77, 150}) {
    auto& peak = maxima[static_cast<std::size_t>(at) % maxima.size()];
    peak = static_cast<float>(peak * (1 + height * share / (at == 341 ? 1 : 3)));
  }
  return maxima;
}

SiteNumbers numbers_of(const std::vector<float>& maxima, int bits) {
  SiteNumbers numbers;
  std::vector<float> sorted = maxima;
  std::sort(sorted.begin(), sorted.end());
  const double median = sorted[sorted.size() / 2];
  numbers.absmax = sorted.back();
  numbers.outlier_ratio = numbers.absmax / median;
  numbers.kurtosis = 3 + numbers.outlier_ratio / 4;
  numbers.sqnr_db = 6.02 * bits - 2 - 4 * std::log10(numbers.outlier_ratio);
  std::vector<int> order(maxima.size());
  for (std::size_t at = 0; at < order.size(); ++at) order[at] = static_cast<int>(at);
  std::partial_sort(order.begin(), order.begin() + 5, order.end(), [&](int a, int b) {
    return maxima[static_cast<std::size_t>(a)] > maxima[static_cast<std::size_t>(b)];
  });
  for (int at = 0; at < 5; ++at) {
    const int channel = order[static_cast<std::size_t>(at)];
    numbers.top_channels.push_back({channel, maxima[static_cast<std::size_t>(channel)]});
  }
  return numbers;
}

SiteSummary summary_of(int layer, const std::string& site, const InspectRequest& request) {
  const bool cache = site == "k" || site == "v";
  const int asked = cache ? request.quant.kv_bits : request.quant.a_bits;
  const int bits = asked >= 16 ? 4 : asked;
  SiteSummary summary;
  summary.layer = layer;
  summary.site = site;
  summary.channels = channels_of(site);
  summary.before = numbers_of(channel_maxima(layer, site, 1), bits);
  summary.has_after = request.rotation.source != "none";
  if (summary.has_after) {
    summary.after = numbers_of(channel_maxima(layer, site, outlier_share(request.rotation, 1)), bits);
  }
  return summary;
}

}  // namespace

ModelInfo stand_in_model(const std::string& source) {
  ModelInfo model;
  model.source = source;
  model.path = source;
  model.name = "Stand-in 135M";
  model.format = "GGUF";
  model.architecture = "llama";
  model.parameters = 134'515'008;
  model.layers = layers;
  model.hidden_size = hidden;
  model.intermediate_size = ffn;
  model.attention_heads = 9;
  model.kv_heads = 3;
  model.head_dim = 64;
  model.vocab_size = 49152;
  model.context_length = 2048;
  model.tied_head = true;
  model.file_bytes = 96LL << 20U;
  model.memory_open_bytes = 538LL << 20U;
  model.memory_learn_bytes = 2LL << 30U;
  return model;
}

InspectOutcome stand_in_inspection(const InspectRequest& request) {
  InspectOutcome outcome;
  outcome.tokens = request.tokens;
  outcome.rotation = request.rotation;
  outcome.quant = request.quant;
  outcome.seconds = 0.1;
  for (int layer = 0; layer < layers; ++layer) {
    for (const Site site : block_sites) {
      outcome.sites.push_back(summary_of(layer, std::string(site_name(site)), request));
    }
  }
  outcome.sites.push_back(summary_of(layers, "head_in", request));
  return outcome;
}

ProjectContents stand_in_contents(const std::string& path) {
  ProjectContents contents;
  contents.path = path;
  contents.model = stand_in_model("sample");
  contents.model_found = true;
  contents.has_inspection = true;
  contents.inspection = stand_in_inspection(InspectRequest());
  LearnRun run;
  run.name = "run 1";
  run.finished = true;
  for (int at = 1; at <= 20; ++at) run.steps.push_back(stand_in_step(at, 20));
  contents.runs = {run};
  contents.rotations = {"run 1"};
  EvalRow row;
  row.outcome.perplexity = 30.2;
  contents.evaluations = {row};
  return contents;
}

SiteView stand_in_view(const SiteViewRequest& request, double progress) {
  SiteView view;
  view.layer = request.layer;
  view.site = request.site;
  view.channel = request.channel;
  view.channels = channels_of(request.site);
  view.tokens = tokens;
  view.tensor = "model.layers." + std::to_string(request.layer) + ", " + request.site;
  double high = 0;
  for (const auto& rotation : request.rotations) {
    SiteVariant variant;
    variant.label = rotation.source;
    const auto maxima = channel_maxima(request.layer, request.site, outlier_share(rotation, progress));
    variant.numbers = numbers_of(maxima, request.bits);
    variant.absmax.values = maxima;
    for (const float value : maxima) {
      variant.mean_abs.values.push_back(value * 0.25F);
      variant.rms.values.push_back(value * 0.32F);
      variant.p99.values.push_back(value * 0.7F);
      variant.p999.values.push_back(value * 0.9F);
      variant.kurtosis.values.push_back(3 + value / 4);
    }
    const double reach = request.channel < 0 ? variant.numbers.absmax
                                             : maxima[static_cast<std::size_t>(request.channel) % maxima.size()];
    high = std::max(high, reach);
    const int steps = (1 << request.bits) - 1;
    for (int level = 0; level <= steps; ++level) {
      variant.grid.values.push_back(static_cast<float>(reach * request.clip * (2.0 * level / steps - 1)));
    }
    view.variants.push_back(std::move(variant));
  }
  for (auto& variant : view.variants) {
    const double spread = variant.label == "none" ? high / 8 : high / 14;
    variant.histogram.low = -high;
    variant.histogram.high = high;
    for (int bin = 0; bin < request.bins; ++bin) {
      const double x = high * (2.0 * bin / (request.bins - 1) - 1) / spread;
      variant.histogram.counts.values.push_back(
          static_cast<float>(std::floor(20000 * std::exp(-x * x / 2) + (bin == 3))));
    }
  }
  for (int at = 0; at < 5; ++at) {
    view.peaks.push_back({at * 31, at == 0 ? "<start>" : "\\n", "… the <start> of it …", std::max(0, request.channel),
                          high / (1 + at * at)});
  }
  return view;
}

Map stand_in_map(const MapRequest& request) {
  Map map;
  map.kind = request.kind;
  map.site = request.site;
  map.statistic = request.statistic;
  map.label = request.rotation.source;
  map.layer = request.layer;
  map.rows = request.kind == "tokens" ? tokens : layers;
  map.columns = channels_of(request.site);
  for (int row = 0; row < map.rows; ++row) {
    const int layer = request.kind == "tokens" ? request.layer : row;
    auto values = channel_maxima(layer, request.site, outlier_share(request.rotation, 1));
    if (request.kind == "tokens") {
      map.row_labels.push_back("token" + std::to_string(row));
      for (float& value : values) value /= static_cast<float>(1 + row % 9);
    }
    map.values.values.insert(map.values.values.end(), values.begin(), values.end());
  }
  return map;
}

LearnStep stand_in_step(int step, int steps) {
  LearnStep made;
  made.step = step;
  made.steps = steps;
  const double done = static_cast<double>(step) / steps;
  made.loss = 3.6 + 1.1 * std::exp(-4 * done) + 0.08 * std::sin(step * 1.7);
  made.gradient_norm = 0.9 * std::exp(-2 * done) + 0.05;
  made.lr = 0.1 * (1 - done);
  made.alpha = made.lr;
  made.orthogonality_r1 = 2e-6 * (1 + 0.2 * std::sin(step));
  made.orthogonality_r2 = 1e-6;
  made.seconds = 0.02;
  made.tokens_per_second = 1234;
  return made;
}

double stand_in_perplexity(const EvalRequest& request) {
  const double share = outlier_share(request.rotation, 1);
  return 30.2 + std::pow(2.0, 16 - request.quant.a_bits) / 4096 * 20 * (0.5 + 40 * share) +
         std::pow(2.0, 16 - request.quant.kv_bits) / 4096;
}

}  // namespace rotorscope
