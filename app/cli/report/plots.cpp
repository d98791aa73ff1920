#include "app/cli/report/plots.h"

#include "app/cli/command.h"
#include "app/cli/report/axes.h"

#include <algorithm>
#include <cmath>

namespace rotorscope::cli {
namespace {

constexpr const char* before_label = "before (unrotated)";
constexpr const char* after_label = "after (random Hadamard)";

std::string title_of(const SiteView& view, const std::string& what) {
  return what + ", layer " + std::to_string(view.layer) + ", " + view.site;
}

Color translucent(Color color, double alpha) {
  color.alpha = alpha;
  return color;
}

Status check_pair(const SiteView& view) {
  if (view.variants.size() != 2) return fail("there is nothing to compare", "plot of " + view.site);
  return {};
}

/// The colour scale with its ticks, right of the area.
void draw_color_bar(Plot& plot, const Axis& scale) {
  const double left = Plot::width - 96;
  const double top = plot.corner().y;
  const double height = plot.area_height();
  const double decades = std::log10(scale.high / scale.low);
  constexpr int steps = 256;
  for (int i = 0; i < steps; ++i) {
    plot.canvas().rectangle({left, top + height * (1 - (i + 1.0) / steps)}, 16, height / steps + 0.5,
                            viridis((i + 0.5) / steps));
  }
  for (const Tick& tick : ticks_of(scale, 6)) {
    const double y = top + height * (1 - std::log10(tick.value / scale.low) / decades);
    plot.canvas().line({left + 16, y}, {left + 20, y}, 1, colors::muted);
    plot.canvas().text({left + 24, y + 4}, tick.label, 12, Canvas::Align::left, colors::muted);
  }
  plot.canvas().text({Plot::width - 12, top + height / 2}, scale.name, 13, Canvas::Align::centre, colors::ink, false,
                     true);
}

/// One step a channel, closed along the bottom.
std::vector<Point> steps_of(const Plot& plot, const std::vector<float>& values, double low, double width,
                            double floor) {
  std::vector<Point> points{{plot.x(low), plot.y(floor)}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double y = plot.y(std::max(static_cast<double>(values[i]), floor));
    const double left = low + width * static_cast<double>(i);
    points.push_back({plot.x(left), y});
    points.push_back({plot.x(left + width), y});
  }
  points.push_back({plot.x(low + width * static_cast<double>(values.size())), plot.y(floor)});
  return points;
}

/// A strip of level marks at the top of the area.
void draw_grid(Plot& plot, const FloatArray& grid, double offset, Color color) {
  for (const float level : grid.values) {
    const double x = plot.x(level);
    plot.canvas().line({x, plot.corner().y + offset}, {x, plot.corner().y + offset + 14}, 1.4, color);
  }
}

}  // namespace

Status draw_heat_map(const Map& map, const std::filesystem::path& path) {
  const auto& values = map.values.values;
  const auto columns = static_cast<std::size_t>(map.columns);
  const auto rows = static_cast<std::size_t>(map.rows);
  if (values.empty() || values.size() != rows * columns) return fail("the map has no values", "plot of " + map.site);
  const double high = *std::max_element(values.begin(), values.end());
  if (!(high > 0) || !std::isfinite(high))
    return fail("the map holds no positive, finite maximum", "plot of " + map.site);
  double low = high;
  for (const float v : values) {
    if (v > 0) low = std::min(low, static_cast<double>(v));
  }
  low = std::max(low, high * 1e-6);
  if (low >= high) low = high / 10;

  Plot plot("Largest |x| of every channel of " + map.site + " in every layer (unrotated)",
            {"channel", 0, static_cast<double>(columns)}, {"layer", -0.5, static_cast<double>(rows) - 0.5}, {}, 120);
  const auto pixels = static_cast<std::size_t>(std::ceil(plot.area_width() * Canvas::pixels_per_point));
  // Rows end at whole pixels: blended edges would show as seams.
  const auto snapped = [](double y) { return std::round(y * Canvas::pixels_per_point) / Canvas::pixels_per_point; };
  for (std::size_t row = 0; row < rows; ++row) {
    const double top = snapped(plot.y(static_cast<double>(row) + 0.5));
    const double bottom = snapped(plot.y(static_cast<double>(row) - 0.5));
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
      const std::size_t first = pixel * columns / pixels;
      const std::size_t last = std::max(first + 1, (pixel + 1) * columns / pixels);
      const float* begin = values.data() + row * columns;
      const double peak = *std::max_element(begin + first, begin + last);
      plot.canvas().rectangle({plot.corner().x + static_cast<double>(pixel) / Canvas::pixels_per_point, top},
                              1 / Canvas::pixels_per_point, bottom - top,
                              viridis(std::log(std::max(peak, low) / low) / std::log(high / low)));
    }
  }
  plot.legend({{"small values", viridis(0)}, {"large values: outliers", viridis(1)}});
  draw_color_bar(plot, {"largest |x| (model units, log scale)", low, high, true});
  return plot.save(path);
}

Status draw_profile(const SiteView& view, const std::filesystem::path& path) {
  ROTOR_CHECK(check_pair(view));
  const auto& before = view.variants[0].absmax.values;
  const auto& after = view.variants[1].absmax.values;
  double high = 0;
  for (const auto* values : {&before, &after}) {
    for (const float v : *values) high = std::max(high, static_cast<double>(v));
  }
  Plot plot(title_of(view, "Channel profile"), {"channel", 0, static_cast<double>(view.channels)},
            {"largest |x| over the tokens (model units)", 0, high > 0 ? high * 1.05 : 1});
  plot.inside([&] {
    plot.canvas().area(steps_of(plot, before, 0, 1, 0), colors::before);
    plot.canvas().area(steps_of(plot, after, 0, 1, 0), colors::after);
  });
  plot.legend({{before_label, colors::before}, {after_label, colors::after}});
  return plot.save(path);
}

Status draw_histogram(const SiteView& view, const std::filesystem::path& path) {
  ROTOR_CHECK(check_pair(view));
  const Histogram& before = view.variants[0].histogram;
  const Histogram& after = view.variants[1].histogram;
  double most = 1;
  for (const Histogram* h : {&before, &after}) {
    for (const float count : h->counts.values) most = std::max(most, static_cast<double>(count));
  }
  if (before.counts.values.empty() || !(before.high > before.low)) return fail("the site has no values", "histogram");
  constexpr double floor = 0.5;  // so that a single value shows as a step
  Plot plot(title_of(view, "Histogram of values"), {"x (model units)", before.low, before.high},
            {"values a bin (log scale)", floor, most * 12, true});
  const double width = (before.high - before.low) / static_cast<double>(before.counts.values.size());
  plot.inside([&] {
    const auto of_before = steps_of(plot, before.counts.values, before.low, width, floor);
    const auto of_after = steps_of(plot, after.counts.values, after.low, width, floor);
    plot.canvas().area(of_before, translucent(colors::before, 0.45));
    plot.canvas().area(of_after, translucent(colors::after, 0.45));
    plot.canvas().polyline(of_before, 1.2, colors::before);
    plot.canvas().polyline(of_after, 1.2, colors::after);
    draw_grid(plot, view.variants[0].grid, 6, colors::before);
    draw_grid(plot, view.variants[1].grid, 26, colors::after);
  });
  plot.legend({{before_label, colors::before},
               {after_label, colors::after},
               {"marks at the top: levels of the 4-bit grid of a typical token", colors::muted}});
  return plot.save(path);
}

Status draw_losses(const LearnOutcome& outcome, const std::filesystem::path& path) {
  if (outcome.losses.empty()) return fail("the run has no steps", "loss curve");
  const auto [least, most] = std::minmax_element(outcome.losses.begin(), outcome.losses.end());
  const double margin = std::max((*most - *least) * 0.06, 1e-6 * std::abs(*most) + 1e-12);
  Plot plot("Learning curve: objective “range”", {"step", 0, std::max(1.0, static_cast<double>(outcome.losses.size()))},
            {"loss: rounding noise (part of the signal)", *least - margin, *most + margin});
  std::vector<Point> points;
  for (std::size_t i = 0; i < outcome.losses.size(); ++i) {
    points.push_back({plot.x(static_cast<double>(i + 1)), plot.y(outcome.losses[i])});
  }
  plot.inside([&] { plot.canvas().polyline(points, 2, colors::learned); });
  plot.legend({{"loss of R1, started from a random Hadamard", colors::learned}});
  return plot.save(path);
}

Status draw_perplexities(const std::vector<Bar>& bars, const std::filesystem::path& path) {
  if (bars.empty()) return fail("nothing was measured", "bar chart");
  double low = bars.front().value;
  double high = low;
  for (const Bar& bar : bars) {
    if (!std::isfinite(bar.value)) return fail("a perplexity is not finite", bar.label);
    low = std::min(low, bar.value);
    high = std::max(high, bar.value);
  }
  low = std::pow(10, std::floor(std::log10(low * 0.99)));
  const auto count = static_cast<double>(bars.size());
  std::vector<Tick> ticks;
  for (std::size_t i = 0; i < bars.size(); ++i) ticks.push_back({static_cast<double>(i) + 0.5, bars[i].label});
  Plot plot("Perplexity: lower is better", {"network", 0, count},
            {"perplexity (log scale, no unit)", low, std::pow(high / low, 1.12) * low, true}, ticks);
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& bar = bars[i];
    const double left = plot.x(static_cast<double>(i) + 0.22);
    const double top = plot.y(bar.value);
    plot.canvas().rectangle({left, top}, plot.x(static_cast<double>(i) + 0.78) - left, plot.y(low) - top, bar.color);
    plot.canvas().text({plot.x(static_cast<double>(i) + 0.5), top - 7}, number(bar.value), 14, Canvas::Align::centre,
                       colors::ink, true);
    legend.push_back({bar.label, bar.color});
  }
  plot.legend(legend);
  return plot.save(path);
}

}  // namespace rotorscope::cli
