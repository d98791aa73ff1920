// The numbers, histograms and peaks of one site in one basis (numerics.md §6).
#pragma once

#include "core/protocol/inspect.h"
#include "core/protocol/site.h"
#include "core/quant/fake_quantizer.h"

#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Per-channel statistics and the single numbers of x [tokens, channels]. `own` is the site's own quantizer; heads of
/// `head_dim` channels have grids of their own at k, v and o_in. Leaves the variant's label, histogram and grid empty.
SiteVariant site_statistics(const at::Tensor& x, Site site, std::int64_t head_dim, const SiteQuantizer& own);

/// 10·log10(Σx² / Σ(Q(x)−x)²); 0 for an all-zero x, 200 where nothing is lost.
double sqnr_db(const at::Tensor& x, const at::Tensor& quantized);

/// Counts of x (all of it, or one channel of [tokens, channels]) in `bins` equal bins of [low, high].
Histogram site_histogram(const at::Tensor& x, std::int64_t channel, double low, double high, int bins);

/// The levels of the grid that the token of median range gets, ascending; `rows` [n, columns] are what the quantizer
/// sees as rows.
FloatArray median_grid(const at::Tensor& rows, const SiteQuantizer& quantizer);

/// The `count` tokens with the largest |x| (in one channel, or in any where channel is −1), largest first; texts left
/// empty.
std::vector<TokenPeak> token_peaks(const at::Tensor& x, std::int64_t channel, int count);

/// x [tokens, channels] as the rows that the site's quantizer sees: a head a row at k, v, o_in, where it does not join
/// heads.
at::Tensor quantizer_rows(const at::Tensor& x, Site site, std::int64_t head_dim, const SiteQuantizer& quantizer);

}  // namespace rotorscope
