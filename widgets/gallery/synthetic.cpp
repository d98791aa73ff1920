#include "widgets/gallery/synthetic.h"

#include "core/protocol/site.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

namespace rotorscope::synthetic {
namespace {

using Matrix = std::vector<std::vector<float>>;

/// In place, normalized.
void hadamard(std::vector<float>& x) {
  for (std::size_t half = 1; half < x.size(); half *= 2) {
    for (std::size_t i = 0; i < x.size(); i += 2 * half) {
      for (std::size_t j = i; j < i + half; ++j) {
        const float a = x[j];
        const float b = x[j + half];
        x[j] = a + b;
        x[j + half] = a - b;
      }
    }
  }
  const float norm = 1.0f / std::sqrt(static_cast<float>(x.size()));
  for (float& v : x) v *= norm;
}

Matrix rotated(Matrix tokens, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<float> signs(tokens.front().size());
  for (float& sign : signs) sign = (random() & 1) != 0 ? 1.0f : -1.0f;
  for (std::vector<float>& token : tokens) {
    for (std::size_t c = 0; c < token.size(); ++c) token[c] *= signs[c];
    hadamard(token);
  }
  return tokens;
}

/// SQNR at 4 bits, one asymmetric grid a token; the last token's grid is given back.
double sqnr(const Matrix& tokens, std::vector<float>& grid) {
  double power = 0;
  double noise = 0;
  for (const std::vector<float>& token : tokens) {
    const auto [low, high] = std::minmax_element(token.begin(), token.end());
    const float step = std::max((*high - *low) / 15, 1e-9f);
    for (const float v : token) {
      const float error = *low + std::round((v - *low) / step) * step - v;
      power += static_cast<double>(v) * v;
      noise += static_cast<double>(error) * error;
    }
    grid.clear();
    for (int i = 0; i < 16; ++i) grid.push_back(*low + step * static_cast<float>(i));
  }
  return 10 * std::log10(power / noise);
}

SiteVariant measure(const std::string& label, const Matrix& tokens, double limit) {
  SiteVariant variant;
  variant.label = label;
  const std::size_t channels = tokens.front().size();
  variant.histogram = {-limit, limit, {std::vector<float>(201)}};
  for (std::size_t c = 0; c < channels; ++c) {
    std::vector<float> column;
    double sum = 0;
    double square = 0;
    double fourth = 0;
    for (const std::vector<float>& token : tokens) {
      const float v = token[c];
      column.push_back(std::abs(v));
      sum += std::abs(v);
      square += static_cast<double>(v) * v;
      fourth += std::pow(static_cast<double>(v), 4);
      const auto bin = static_cast<std::size_t>(std::clamp((v + limit) / (2 * limit) * 201, 0.0, 200.0));
      variant.histogram.counts.values[bin] += 1;
    }
    std::sort(column.begin(), column.end());
    const auto n = static_cast<double>(column.size());
    variant.absmax.values.push_back(column.back());
    variant.p99.values.push_back(column[static_cast<std::size_t>(n * 0.99)]);
    variant.p999.values.push_back(column[static_cast<std::size_t>(n * 0.999)]);
    variant.mean_abs.values.push_back(static_cast<float>(sum / n));
    variant.rms.values.push_back(static_cast<float>(std::sqrt(square / n)));
    variant.kurtosis.values.push_back(static_cast<float>(fourth / n / std::pow(square / n, 2)));
  }
  std::vector<float> sorted = variant.absmax.values;
  std::sort(sorted.begin(), sorted.end());
  variant.numbers.absmax = sorted.back();
  variant.numbers.outlier_ratio = sorted.back() / sorted[sorted.size() / 2];
  variant.numbers.kurtosis = variant.kurtosis.values[channels / 2];
  variant.numbers.sqnr_db = sqnr(tokens, variant.grid.values);
  return variant;
}

}  // namespace

std::vector<SiteVariant> site_variants(int channels, int tokens) {
  std::mt19937_64 random(7);
  std::normal_distribution<float> normal;
  std::lognormal_distribution<float> spread(0.0f, 0.45f);
  const auto n = static_cast<std::size_t>(channels);
  std::vector<float> scale(n);
  for (float& s : scale) s = spread(random);
  scale[std::min<std::size_t>(341, n / 2)] = 80;
  scale[n / 4] = 22;
  scale[n / 8] = 14;
  Matrix original(static_cast<std::size_t>(tokens), std::vector<float>(n));
  for (std::vector<float>& token : original) {
    for (std::size_t c = 0; c < n; ++c) token[c] = normal(random) * scale[c];
  }
  Matrix learned = rotated(original, 3);
  for (std::vector<float>& token : learned) {
    for (float& v : token) v = 5.5f * std::tanh(v / 5.5f);
  }
  double limit = 0;
  for (const std::vector<float>& token : original) {
    for (const float v : token) limit = std::max(limit, static_cast<double>(std::abs(v)));
  }
  Matrix orthogonal = rotated(rotated(original, 1), 11);
  return {measure("none", original, limit), measure("orthogonal", orthogonal, limit),
          measure("hadamard", rotated(original, 2), limit), measure("learned", learned, limit)};
}

Map layer_map(int layers, int channels) {
  std::mt19937_64 random(5);
  std::lognormal_distribution<float> spread(0.0f, 0.5f);
  Map map;
  map.kind = "layers";
  map.site = "down_in";
  map.statistic = "absmax";
  map.rows = layers;
  map.columns = channels;
  for (int r = 0; r < layers; ++r) {
    for (int c = 0; c < channels; ++c) {
      float v = spread(random) * (1.0f + 0.05f * static_cast<float>(r));
      if (c % 397 == 341 % 397) v *= 18;
      map.values.values.push_back(v);
    }
  }
  map.values.values.back() = 466.9f;
  return map;
}

Map token_map(int tokens, int channels) {
  Map map = layer_map(tokens, channels);
  map.kind = "tokens";
  const std::vector<std::string> words = {"<start>",       "It", " is",   " a", " truth",         " universally",
                                          " acknowledged", ",",  " that", "\n", " <b>single</b>", " man"};
  for (int r = 0; r < tokens; ++r) map.row_labels.push_back(words[static_cast<std::size_t>(r) % words.size()]);
  for (int c = 0; c < channels; ++c) map.values.values[static_cast<std::size_t>(c)] *= 9;
  return map;
}

ModelInfo model_info(int layers) {
  ModelInfo info;
  info.source = "sample";
  info.path = "/models/SmolLM2-135M-Instruct.Q4_1.gguf";
  info.name = "SmolLM2 135M Instruct";
  info.format = "GGUF";
  info.parameters = 134515008;
  info.layers = layers;
  info.hidden_size = 576;
  info.vocab_size = 49152;
  return info;
}

std::vector<SiteSummary> site_summaries(int layers, bool has_after) {
  std::mt19937_64 random(9);
  std::lognormal_distribution<double> spread(0.0, 0.4);
  std::vector<SiteSummary> sites;
  const auto add = [&](int layer, Site site, double ratio) {
    SiteSummary s;
    s.layer = layer;
    s.site = std::string(site_name(site));
    s.channels = site == Site::down_in ? 1536 : 576;
    s.before.absmax = ratio * 5.9;
    s.before.outlier_ratio = ratio;
    s.before.kurtosis = 3 + ratio / 4;
    s.before.sqnr_db = 25 - 9 * std::log10(ratio);
    s.before.top_channels = {{341 % s.channels, ratio * 5.9}};
    s.has_after = has_after;
    s.after.absmax = ratio;
    s.after.outlier_ratio = 1 + std::log10(ratio);
    s.after.kurtosis = 3;
    s.after.sqnr_db = 21;
    sites.push_back(s);
  };
  for (int layer = 0; layer < layers; ++layer) {
    for (const Site site : block_sites) {
      double typical = 3;
      if (site == Site::down_in) typical = layer + 1 == layers ? 79.4 : 12 + 0.8 * layer;
      if (site == Site::residual) typical = 40;
      if (site == Site::k) typical = 7;
      add(layer, site, typical * spread(random));
    }
  }
  add(layers, Site::head_in, 9);
  return sites;
}

}  // namespace rotorscope::synthetic
