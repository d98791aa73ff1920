#include "core/pipeline/learn_data.h"

#include "core/rotation/diagonal_scales.h"
#include "core/rotation/gradient_capture.h"

#include <algorithm>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr std::int64_t capture_window = 512;
/// Held-out windows of the network-wide objectives, by default.
constexpr std::int64_t usual_holdout = 2;
/// A token so much longer than the median one at a site has massive activations (Sun et al. 2024).
constexpr double massive_ratio = 5.0;
/// How much of fisher_scales' optimum is taken: its gradients are those of few tokens.
constexpr double scale_strength = 0.7;
/// Fisher weights of a few hundred tokens have heavy tails: with the whole of them (1) a handful of tokens decides, and
/// the sample model's perplexity is worse than with even weights; a quarter of their logarithm helps.
constexpr double fisher_power = 0.25;

bool is_input(Site site) { return site == Site::attn_in || site == Site::mlp_in; }

at::Tensor stacked(const std::map<SiteKey, at::Tensor>& by_site) {
  std::vector<at::Tensor> sites;
  for (const auto& [key, x] : by_site) {
    if (is_input(key.second)) sites.push_back(x);
  }
  return at::stack(sites);
}

/// Activations alone, without a backward pass.
std::map<SiteKey, at::Tensor> capture(const Network& folded, const at::Tensor& ids, Reporter& report,
                                      const std::stop_token& stop) {
  class Inputs final : public SiteHook {
   public:
    at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) override {
      if (is_input(site)) kept.visit(layer, site, x);
      return x;
    }
    SiteCapture kept;
  };
  const at::NoGradGuard no_gradient;
  Inputs hook;
  for (std::int64_t begin = 0; begin < ids.size(0); begin += capture_window) {
    report.advance(begin, ids.size(0), "Caching activations");
    forward(folded, ids.slice(0, begin, std::min(begin + capture_window, ids.size(0))).unsqueeze(0), &hook, stop);
  }
  return hook.kept.take();
}

/// [tokens, heads · d] as rows by kv head: [tokens · group, d] each.
std::vector<at::Tensor> by_kv_head(const at::Tensor& x, std::int64_t kv_heads, std::int64_t d) {
  const at::Tensor heads = x.view({x.size(0), kv_heads, -1, d}).transpose(0, 1);
  std::vector<at::Tensor> rows;
  for (std::int64_t h = 0; h < kv_heads; ++h) rows.push_back(heads[h].reshape({-1, d}));
  return rows;
}

std::vector<LayerData::Scaled> scaled_sites(const SiteGradients& found, const ModelConfig& config,
                                            const QuantSpec& quant) {
  std::vector<LayerData::Scaled> layers;
  for (std::int64_t layer = 0; layer < config.layers; ++layer) {
    LayerData::Scaled one;
    one.down = found.activations.at({layer, Site::down_in});
    one.down_gradient = found.gradients.at({layer, Site::down_in});
    std::vector<std::vector<at::Tensor>> x(static_cast<std::size_t>(config.kv_heads));
    std::vector<std::vector<at::Tensor>> g(x.size());
    for (const Site site : {Site::v, Site::o_in}) {
      if ((site == Site::v ? quant.kv_bits : quant.a_bits) >= 16) continue;
      const auto rows = by_kv_head(found.activations.at({layer, site}), config.kv_heads, config.head_dim);
      const auto gradients = by_kv_head(found.gradients.at({layer, site}), config.kv_heads, config.head_dim);
      for (std::size_t h = 0; h < x.size(); ++h) {
        x[h].push_back(rows[h]);
        g[h].push_back(gradients[h]);
      }
    }
    for (std::size_t h = 0; h < x.size() && !x[h].empty(); ++h)
      one.by_kv_head.emplace_back(at::cat(x[h]), at::cat(g[h]));
    layers.push_back(std::move(one));
  }
  return layers;
}

at::Tensor massive_weights(const at::Tensor& activations, double weight) {
  const at::Tensor norms = activations.norm(2, {-1});
  const at::Tensor massive = norms.gt(massive_ratio * std::get<0>(norms.median(-1, true)));
  return at::where(massive, at::full({}, weight, norms.options()), at::ones({}, norms.options()));
}

}  // namespace

LayerData layer_data(const Network& folded, const at::Tensor& all, const LearnRequest& request, Reporter& report,
                     const std::stop_token& stop) {
  LayerData data;
  const std::int64_t count = std::min<std::int64_t>(request.tokens, all.size(0));
  const at::Tensor ids = all.slice(0, 0, count).to(folded.device());
  const bool with_scales = request.scales == "on";
  if (request.site_weights != "fisher" && !with_scales) {
    data.activations = stacked(capture(folded, ids, report, stop)).to(folded.device());
  } else {
    const std::int64_t length = std::min(capture_window, count);
    const at::Tensor windows = ids.slice(0, 0, count / length * length).view({-1, length});
    const auto wanted = [&](Site site) {
      return is_input(site) || (with_scales && (site == Site::v || site == Site::o_in || site == Site::down_in));
    };
    const SiteGradients found = capture_gradients(folded, windows, wanted, report, stop);
    data.activations = stacked(found.activations).to(folded.device());
    if (request.site_weights == "fisher") {
      data.weights = fisher_weights(data.activations, stacked(found.gradients).to(folded.device()));
      data.weights = data.weights.clamp_min(1e-30).pow(fisher_power);
    }
    if (with_scales) data.scaled = scaled_sites(found, folded.config, request.quant);
  }
  if (request.massive_weight != 1.0) {
    const at::Tensor massive = massive_weights(data.activations, request.massive_weight);
    data.weights = data.weights.defined() ? data.weights * massive : massive;
  }
  return data;
}

void set_scales(const LayerData& data, const Network& folded, const LearnRequest& request,
                LearnedRotations& rotations) {
  std::vector<at::Tensor> v;
  std::vector<at::Tensor> down;
  const ModelConfig& config = folded.config;
  for (const LayerData::Scaled& layer : data.scaled) {
    std::vector<at::Tensor> heads;
    for (const auto& [x, g] : layer.by_kv_head) heads.push_back(fisher_scales(x, g, scale_strength));
    v.push_back(heads.empty() ? at::ones({config.kv_heads, config.head_dim}, at::kDouble) : at::stack(heads));
    down.push_back(request.quant.a_bits < 16 ? fisher_scales(layer.down, layer.down_gradient, scale_strength)
                                             : at::ones({config.intermediate_size}, at::kDouble));
  }
  rotations.v_log_scale = at::stack(v).log().to(folded.device(), at::kFloat);
  rotations.down_log_scale = at::stack(down).log().to(folded.device(), at::kFloat);
}

Result<LearningData> network_data(const Network& folded, const at::Tensor& ids, const LearnRequest& request) {
  const std::int64_t count = ids.size(0) / request.seq_len;
  if (count == 0) {
    return fail("the text has " + std::to_string(ids.size(0)) + " tokens, less than a window of " +
                    std::to_string(request.seq_len),
                "--seq-len", "give a longer text or smaller windows");
  }
  const at::Tensor windows =
      ids.slice(0, 0, count * request.seq_len).view({count, request.seq_len}).to(folded.device());
  const std::int64_t asked = request.holdout < 0 ? usual_holdout : request.holdout;
  // The last windows are held out; of a text of few windows none, unless it was asked for.
  const std::int64_t kept = request.holdout < 0 && count < 8 ? 0 : asked;
  if (kept >= count) {
    return fail("all " + std::to_string(count) + " windows of the text would be held out", "--holdout",
                "hold out fewer, or give a longer text");
  }
  LearningData data;
  data.folded = &folded;
  data.windows = windows.slice(0, 0, count - kept);
  if (kept > 0) data.held_out = windows.slice(0, count - kept);
  return data;
}

}  // namespace rotorscope
