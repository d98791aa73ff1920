// The plots of the report, each a PNG.
#pragma once

#include "app/cli/report/canvas.h"
#include "core/protocol/inspect.h"
#include "core/protocol/rotate.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rotorscope::cli {

struct Bar {
  std::string label;
  double value = 0;
  Color color;
};

/// Layers × channels of one site, largest |x|, logarithmic Viridis. Where several channels share a pixel the largest
/// shows.
Status draw_heat_map(const Map& map, const std::filesystem::path& path);

/// Largest |x| of every channel, before (the view's first variant) and after (its second).
Status draw_profile(const SiteView& view, const std::filesystem::path& path);

/// How often each value occurs before and after, on one scale, with both 4-bit grids.
Status draw_histogram(const SiteView& view, const std::filesystem::path& path);

/// The loss at every step of a run.
Status draw_losses(const LearnOutcome& outcome, const std::filesystem::path& path);

/// Perplexities on a logarithmic axis.
Status draw_perplexities(const std::vector<Bar>& bars, const std::filesystem::path& path);

}  // namespace rotorscope::cli
