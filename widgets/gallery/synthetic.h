// Made-up activations with outlier channels, for the gallery and the tests: heavy before, Gaussian after rotation.
#pragma once

#include "core/protocol/inspect.h"
#include "core/protocol/model.h"

#include <vector>

namespace rotorscope::synthetic {

/// `channels` must be a power of two. The labels "none", "orthogonal", "hadamard" and "learned", of one site whose
/// channel 341 (or the middle one, if there are fewer) is about 80 times the others.
[[nodiscard]] std::vector<SiteVariant> site_variants(int channels = 1024, int tokens = 192);
/// Like max |x| of a model's layers: a few channels large in all layers, one spike.
[[nodiscard]] Map layer_map(int layers = 30, int channels = 1536);
/// With token texts; the first token is the largest.
[[nodiscard]] Map token_map(int tokens = 64, int channels = 1536);
[[nodiscard]] ModelInfo model_info(int layers = 30);
[[nodiscard]] std::vector<SiteSummary> site_summaries(int layers = 30, bool has_after = false);

}  // namespace rotorscope::synthetic
