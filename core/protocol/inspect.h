// Looking at activations: statistics of every site, and close-ups of one (numerics.md §6).
#pragma once

#include "core/protocol/array.h"
#include "core/protocol/common.h"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// Runs `tokens` tokens of the text through the unrotated, unquantized network (RMSNorm gains folded) and keeps every
/// site's activations; "after" is the same activations, rotated.
struct InspectRequest {
  RuntimeOptions runtime;
  std::string model;
  TextSource text;
  int tokens = 512;
  RotationSpec rotation;  ///< source "none": no "after"
  QuantSpec quant;        ///< bits of SQNR: a_bits for attn_in, o_in, mlp_in, down_in, kv_bits for k, v; 16 counts as 4
  std::string project;    ///< written there if not empty
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(InspectRequest, runtime, model, text, tokens, rotation, quant, project)

struct ChannelPeak {
  int channel = 0;
  double absmax = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ChannelPeak, channel, absmax)

/// One site in one basis, in single numbers.
struct SiteNumbers {
  double absmax = 0;
  double outlier_ratio = 0;  ///< largest channel absmax / median channel absmax
  double kurtosis = 0;       ///< median over channels of the fourth standardized moment
  double sqnr_db = 0;  ///< 10 log10(Σx² / Σ(Q(x)−x)²), one grid a token over all channels: comparable between sites
  double sqnr_own_db = 0;  ///< the same on the grid the site really gets: o_in, k and v one a token and head
  std::vector<ChannelPeak> top_channels;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SiteNumbers, absmax, outlier_ratio, kurtosis, sqnr_db, sqnr_own_db,
                                                top_channels)

struct SiteSummary {
  int layer = 0;  ///< head_in: the number of layers
  std::string site;
  int channels = 0;
  SiteNumbers before;
  bool has_after = false;
  SiteNumbers after;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SiteSummary, layer, site, channels, before, has_after, after)

struct InspectOutcome {
  std::vector<SiteSummary> sites;
  int tokens = 0;
  RotationSpec rotation;
  QuantSpec quant;
  double seconds = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(InspectOutcome, sites, tokens, rotation, quant, seconds)

/// A close-up of one site of the last inspection, in several bases on one scale.
struct SiteViewRequest {
  int layer = 0;
  std::string site = "attn_in";
  int channel = -1;  ///< histogram of this channel; −1: of all channels
  std::vector<RotationSpec> rotations;
  int bits = 4;
  double clip = 1.0;
  bool symmetric = false;
  int bins = 201;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SiteViewRequest, layer, site, channel, rotations, bits, clip, symmetric,
                                                bins)

/// Counts in equal bins from low to high.
struct Histogram {
  double low = 0;
  double high = 0;
  FloatArray counts;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Histogram, low, high, counts)

struct SiteVariant {
  std::string label;  ///< none, orthogonal, hadamard, learned, or a file's name
  SiteNumbers numbers;
  FloatArray absmax, mean_abs, rms, p99, p999, kurtosis;  ///< per channel
  Histogram histogram;                                    ///< all variants of a view share low and high
  FloatArray grid;                                        ///< levels of the quantizer on the token of median range
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SiteVariant, label, numbers, absmax, mean_abs, rms, p99, p999, kurtosis,
                                                histogram, grid)

/// A token that makes a channel (or the site) large.
struct TokenPeak {
  int token = 0;        ///< position in the text
  std::string text;     ///< the token, readable
  std::string context;  ///< a few tokens around it
  int channel = 0;
  double value = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TokenPeak, token, text, context, channel, value)

struct SiteView {
  int layer = 0;
  std::string site;
  int channel = -1;
  int channels = 0;
  int tokens = 0;
  std::string tensor;  ///< the exact tensor, e.g. "input of model.layers.29.mlp.down_proj"
  std::vector<SiteVariant> variants;
  std::vector<TokenPeak> peaks;  ///< of the unrotated activations, largest first
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SiteView, layer, site, channel, channels, tokens, tensor, variants,
                                                peaks)

/// A statistic of every channel of one site class over all layers, or of every token and channel of one site.
struct MapRequest {
  std::string kind = "layers";  ///< "layers": layers × channels; "tokens": tokens × channels of one layer
  std::string site = "attn_in";
  int layer = 0;                     ///< for "tokens"
  std::string statistic = "absmax";  ///< absmax, mean_abs, rms, p99, p999, kurtosis (for "layers")
  RotationSpec rotation;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(MapRequest, kind, site, layer, statistic, rotation)

struct Map {
  std::string kind, site, statistic, label;
  int layer = 0;
  int rows = 0;
  int columns = 0;
  FloatArray values;                    ///< row-major [rows, columns]; never negative
  std::vector<std::string> row_labels;  ///< "tokens": the tokens' texts
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Map, kind, site, statistic, label, layer, rows, columns, values,
                                                row_labels)

}  // namespace rotorscope
