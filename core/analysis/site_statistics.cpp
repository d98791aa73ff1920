#include "core/analysis/site_statistics.h"

#include "kernels/operators.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr int listed_channels = 5;

/// The lower of the two middle values, as torch.median.
float median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<ChannelPeak> top_channels(const std::vector<float>& absmax) {
  std::vector<int> order(absmax.size());
  std::iota(order.begin(), order.end(), 0);
  const auto count = std::min<std::size_t>(listed_channels, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), [&](int a, int b) {
    return absmax[static_cast<std::size_t>(a)] > absmax[static_cast<std::size_t>(b)];
  });
  std::vector<ChannelPeak> peaks;
  for (std::size_t i = 0; i < count; ++i) peaks.push_back({order[i], absmax[static_cast<std::size_t>(order[i])]});
  return peaks;
}

}  // namespace

at::Tensor quantizer_rows(const at::Tensor& x, Site site, std::int64_t head_dim, const SiteQuantizer& quantizer) {
  const bool by_head = site == Site::k || site == Site::v || site == Site::o_in || site == Site::q;
  return by_head && !quantizer.joins_heads ? x.reshape({-1, head_dim}) : x;
}

double sqnr_db(const at::Tensor& x, const at::Tensor& quantized) {
  const double signal = x.square().sum(at::kDouble).item<double>();
  const double noise = (quantized - x).square().sum(at::kDouble).item<double>();
  if (signal == 0.0) return 0.0;
  return noise == 0.0 ? 200.0 : 10.0 * std::log10(signal / noise);
}

SiteVariant site_statistics(const at::Tensor& x, Site site, std::int64_t head_dim, const SiteQuantizer& own) {
  ChannelStatistics statistics = channel_statistics(x).channels;
  SiteVariant variant;
  SiteNumbers& numbers = variant.numbers;
  numbers.absmax = *std::max_element(statistics.absmax.begin(), statistics.absmax.end());
  numbers.outlier_ratio = numbers.absmax / std::max(static_cast<double>(median(statistics.absmax)), 1e-30);
  numbers.kurtosis = median(statistics.kurtosis);
  numbers.top_channels = top_channels(statistics.absmax);
  SiteQuantizer per_token = own;
  per_token.group = 0;
  per_token.widen = true;
  numbers.sqnr_db = sqnr_db(x, per_token.quantize(x));
  const at::Tensor rows = quantizer_rows(x, site, head_dim, own);
  numbers.sqnr_own_db = sqnr_db(rows, own.quantize(rows));
  variant.absmax = {std::move(statistics.absmax)};
  variant.mean_abs = {std::move(statistics.mean_abs)};
  variant.rms = {std::move(statistics.rms)};
  variant.p99 = {std::move(statistics.p99)};
  variant.p999 = {std::move(statistics.p999)};
  variant.kurtosis = {std::move(statistics.kurtosis)};
  return variant;
}

Histogram site_histogram(const at::Tensor& x, std::int64_t channel, double low, double high, int bins) {
  Histogram result{low, high, {std::vector<float>(static_cast<std::size_t>(bins), 0.0F)}};
  const at::Tensor in = x.to(at::kCPU, at::kFloat).contiguous();
  const float* data = in.data_ptr<float>();
  const auto a = static_cast<float>(low);
  const auto b = static_cast<float>(high);
  float* counts = result.counts.values.data();
  if (channel < 0) {
    cpu::histogram(data, in.numel(), 1, a, b, counts, bins);
  } else {
    cpu::histogram(data + channel, in.size(0), in.size(1), a, b, counts, bins);
  }
  return result;
}

FloatArray median_grid(const at::Tensor& rows, const SiteQuantizer& quantizer) {
  if (!quantizer.active() || rows.numel() == 0) return {};
  const std::int64_t columns = quantizer.group > 0 ? quantizer.group : rows.size(-1);
  const at::Tensor in = rows.to(at::kCPU, at::kFloat).reshape({-1, columns}).contiguous();
  const RowGrid grid{quantizer.bits, quantizer.symmetric, quantizer.widen, quantizer.clip};
  std::vector<RowScale> scales(static_cast<std::size_t>(in.size(0)));
  for (std::size_t i = 0; i < scales.size(); ++i) {
    scales[i] = cpu::fit_row(in.data_ptr<float>() + static_cast<std::int64_t>(i) * columns, columns, grid);
  }
  const auto middle = scales.begin() + static_cast<std::ptrdiff_t>(scales.size() / 2);
  std::nth_element(scales.begin(), middle, scales.end(),
                   [](const RowScale& a, const RowScale& b) { return a.scale < b.scale; });
  FloatArray levels;
  const int lowest = quantizer.symmetric ? -(1 << (quantizer.bits - 1)) : 0;
  for (int i = 0; i < (1 << quantizer.bits); ++i) {
    levels.values.push_back((static_cast<float>(lowest + i) - middle->zero) * middle->scale);
  }
  return levels;
}

std::vector<TokenPeak> token_peaks(const at::Tensor& x, std::int64_t channel, int count) {
  const at::Tensor magnitudes = channel < 0 ? x.abs() : x.abs().slice(1, channel, channel + 1);
  const auto [largest, where] = magnitudes.max(1);
  const auto [values, tokens] = largest.topk(std::min<std::int64_t>(count, largest.numel()));
  std::vector<TokenPeak> peaks;
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    TokenPeak peak;
    peak.token = static_cast<int>(tokens[i].item<std::int64_t>());
    peak.channel = static_cast<int>(channel < 0 ? where[peak.token].item<std::int64_t>() : channel);
    peak.value = x[peak.token][peak.channel].item<double>();
    peaks.push_back(std::move(peak));
  }
  return peaks;
}

}  // namespace rotorscope
