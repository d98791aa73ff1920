#include "widgets/histogram_view.h"

#include "widgets/drawing.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

constexpr double log_floor = 0.6;  // below one count, so that single values stand above the axis

double bin_width(const Histogram& histogram) {
  const std::size_t bins = histogram.counts.values.size();
  return bins == 0 ? 0 : (histogram.high - histogram.low) / static_cast<double>(bins);
}

/// Steps of a histogram in pixels, bins that share a pixel merged to their maximum: x, top.
std::vector<QPointF> steps(const Histogram& histogram, const QCPAxis& x, const QCPAxis& y, double baseline) {
  std::vector<QPointF> points;
  const double width = bin_width(histogram);
  const std::vector<float>& counts = histogram.counts.values;
  if (!(width > 0)) return points;
  const auto bins = static_cast<double>(counts.size());
  const double floor = y.range().lower;
  const auto first =
      static_cast<std::size_t>(std::clamp(std::floor((x.range().lower - histogram.low) / width), 0.0, bins));
  const auto last =
      static_cast<std::size_t>(std::clamp(std::ceil((x.range().upper - histogram.low) / width), 0.0, bins));
  double previous = -1e9;
  for (std::size_t i = first; i < last; ++i) {
    const double left = std::round(x.coordToPixel(histogram.low + static_cast<double>(i) * width));
    const double count = counts[i];
    const double top = count > floor ? y.coordToPixel(count) : baseline;
    if (left > previous) {
      points.emplace_back(left, top);
      previous = left;
    } else {
      points.back().setY(std::min(points.back().y(), top));
    }
  }
  const double right = std::round(x.coordToPixel(histogram.low + static_cast<double>(last) * width));
  if (!points.empty()) points.emplace_back(std::max(right, previous + 1), baseline);
  return points;
}

}  // namespace

struct HistogramView::State {
  struct Entry {
    QString label;
    Histogram histogram;
    std::vector<float> grid;
    SiteNumbers numbers;
  };
  std::vector<Entry> entries;
  std::vector<float> grid;
  int grid_owner = -1;
  bool grid_chosen = false;  ///< choose_grid was called
  ValueScale scale = ValueScale::logarithmic;
  double largest_count = 0;
  std::pair<double, double> span{0, 0};
  double low = 0, high = 0;

  void draw(QCustomPlot& plot, QCPPainter& painter) const;
  void draw_grid(QCustomPlot& plot, QCPPainter& painter) const;
};

void HistogramView::State::draw(QCustomPlot& plot, QCPPainter& painter) const {
  const QRectF rect = plot.axisRect()->rect();
  const double baseline = rect.bottom() + 1;
  for (const Entry& entry : entries) {
    const std::vector<QPointF> points = steps(entry.histogram, *plot.xAxis, *plot.yAxis, baseline);
    if (points.size() < 2) continue;
    const QColor color = role_color(variant_role(entry.label), plot.palette());
    QColor fill = color;
    fill.setAlphaF(is_dark(plot.palette()) ? 0.30f : 0.24f);
    QVector<QRectF> areas;
    QVector<QLineF> lines;
    double level = baseline;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const double left = points[i].x();
      const double right = points[i + 1].x();
      const double top = points[i].y();
      if (top < baseline) areas.append(QRectF(left, top, right - left, baseline - top));
      if (top != level) lines.append(QLineF(left, level, left, top));
      if (top < baseline) lines.append(QLineF(left, top, right, top));
      level = top;
    }
    if (level < baseline) lines.append(QLineF(points.back().x(), level, points.back().x(), baseline));
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRects(areas);
    // Separate lines: a joined outline of thousands of points is what makes pens slow.
    painter.setPen(QPen(color, 1));
    painter.drawLines(lines);
  }
}

void HistogramView::State::draw_grid(QCustomPlot& plot, QCPPainter& painter) const {
  if (grid.empty()) return;
  const QRectF rect = plot.axisRect()->rect();
  QVector<QLineF> lines;
  double previous = -1e9;
  for (const float level : grid) {
    const double x = std::round(plot.xAxis->coordToPixel(level));
    if (!rect.adjusted(-1, 0, 1, 0).contains(QPointF(x, rect.center().y()))) continue;
    if (std::abs(x - previous) < 1) continue;
    previous = x;
    lines.append(QLineF(x, rect.top(), x, rect.bottom()));
  }
  QColor color = role_color(ColorRole::grid, plot.palette());
  // Levels closer than a few pixels would become a grey wall.
  const double spacing =
      lines.size() > 1 ? std::abs(lines.back().x1() - lines.front().x1()) / (lines.size() - 1.0) : 99;
  color.setAlphaF(static_cast<float>(std::clamp(spacing / 8, 0.25, 1.0)));
  painter.setPen(QPen(color, 1));
  painter.drawLines(lines);
}

HistogramView::HistogramView(QWidget* parent) : PlotFrame(parent), state_(std::make_unique<State>()) {
  set_axis_names(tr("value"), tr("count"));
  set_y_axis_scale(state_->scale);
  add_drawing(plot(), QStringLiteral("grid"), [this](QCPPainter& painter) { state_->draw_grid(plot(), painter); });
  add_drawing(plot(), QStringLiteral("main"), [this](QCPPainter& painter) { state_->draw(plot(), painter); });
  update_bounds(false);
}

HistogramView::~HistogramView() = default;

void HistogramView::set_variants(const std::vector<SiteVariant>& variants, int channel) {
  State& s = *state_;
  s.entries.clear();
  for (const SiteVariant& variant : variants) {
    SiteNumbers numbers = variant.numbers;
    const auto at = static_cast<std::size_t>(std::max(channel, 0));
    if (channel >= 0) {
      numbers.sqnr_db = 0;  // of the whole site
      numbers.absmax = at < variant.absmax.values.size() ? variant.absmax.values[at] : 0;
    }
    s.entries.push_back({QString::fromStdString(variant.label), variant.histogram, variant.grid.values, numbers});
  }
  if (!s.grid_chosen || s.grid_owner >= static_cast<int>(s.entries.size())) {
    s.grid_owner = static_cast<int>(s.entries.size()) - 1;
  }
  s.grid = s.grid_owner >= 0 ? s.entries[static_cast<std::size_t>(s.grid_owner)].grid : std::vector<float>{};
  update_bounds(true);
  update_legend();
}

void HistogramView::clear() {
  state_->grid_chosen = false;
  set_variants({});
}

void HistogramView::set_grid(std::vector<float> levels) {
  state_->grid = std::move(levels);
  update_legend();
  redraw();
}

void HistogramView::choose_grid(int index) {
  State& s = *state_;
  s.grid_chosen = true;
  s.grid_owner = index >= 0 && index < static_cast<int>(s.entries.size()) ? index : -1;
  set_grid(s.grid_owner >= 0 ? s.entries[static_cast<std::size_t>(index)].grid : std::vector<float>{});
}

void HistogramView::set_count_scale(ValueScale scale) {
  state_->scale = scale;
  set_y_axis_scale(scale);
  update_bounds(true);
}

void HistogramView::set_largest_count(double count) {
  state_->largest_count = count;
  update_bounds(true);
}

void HistogramView::set_span(double low, double high) {
  state_->span = {low, high};
  update_bounds(true);
}

ValueScale HistogramView::count_scale() const { return state_->scale; }

void HistogramView::update_bounds(bool keep_zoom) {
  State& s = *state_;
  double low = 0;
  double high = 0;
  double largest = 1;
  for (const State::Entry& entry : s.entries) {
    low = std::min(low, entry.histogram.low);
    high = std::max(high, entry.histogram.high);
    for (const float count : entry.histogram.counts.values) largest = std::max(largest, static_cast<double>(count));
  }
  if (s.largest_count > 0) largest = s.largest_count;
  if (s.span.first < s.span.second) {
    low = std::min(low, s.span.first);
    high = std::max(high, s.span.second);
  }
  if (!(high > low)) {
    low = -1;
    high = 1;
  }
  const auto [x_low, x_high] = x_range();
  const bool showed_all = x_low <= s.low && x_high >= s.high;
  s.low = low;
  s.high = high;
  const bool logarithmic = s.scale == ValueScale::logarithmic;
  const double y_low = logarithmic ? log_floor : 0;
  const double y_high = logarithmic ? std::max(largest * 1.6, 10.0) : largest * 1.05;
  set_bounds(low, high, y_low, y_high);
  if (!keep_zoom || showed_all) set_x_range(low, high);
  set_y_range(y_low, y_high);
}

void HistogramView::update_legend() {
  const State& s = *state_;
  std::vector<LegendEntry> legend;
  for (const State::Entry& entry : s.entries) {
    QStringList figures;
    if (entry.numbers.sqnr_db != 0) figures << format_db(entry.numbers.sqnr_db);
    if (entry.numbers.absmax > 0) figures << tr("max %1").arg(format_number(entry.numbers.absmax));
    legend.push_back({variant_text(entry.label), figures.join(QStringLiteral(" · ")),
                      role_color(variant_role(entry.label), palette()), LegendMark::block});
  }
  if (!s.grid.empty()) {
    QString note;
    if (s.grid_owner >= 0) note = variant_text(s.entries[static_cast<std::size_t>(s.grid_owner)].label);
    legend.push_back({tr("grid, %n levels", nullptr, static_cast<int>(s.grid.size())), note,
                      role_color(ColorRole::grid, palette()), LegendMark::line});
  }
  set_legend(std::move(legend));
}

void HistogramView::restyle() {
  PlotFrame::restyle();
  if (state_ != nullptr) update_legend();
}

QString HistogramView::hover_text(const QPointF& position) {
  const double value = plot().xAxis->pixelToCoord(position.x());
  QStringList lines;
  for (const State::Entry& entry : state_->entries) {
    const double width = bin_width(entry.histogram);
    if (!(width > 0) || value < entry.histogram.low || value >= entry.histogram.high) continue;
    const auto bin = std::min(static_cast<std::size_t>((value - entry.histogram.low) / width),
                              entry.histogram.counts.values.size() - 1);
    const double left = entry.histogram.low + static_cast<double>(bin) * width;
    if (lines.isEmpty()) lines << tr("%1 … %2").arg(format_number(left), format_number(left + width));
    lines << tr("%1: %2").arg(variant_text(entry.label),
                              format_integer(std::llround(static_cast<double>(entry.histogram.counts.values[bin]))));
  }
  return lines.join(QLatin1Char('\n'));
}

TableData HistogramView::table() const {
  TableData table;
  table.columns << tr("from") << tr("to");
  int rows = 0;
  for (const State::Entry& entry : state_->entries) {
    table.columns << variant_text(entry.label);
    rows = std::max(rows, static_cast<int>(entry.histogram.counts.values.size()));
  }
  table.rows = rows;
  table.cell = [entries = state_->entries](int row, int column) -> QVariant {
    const auto r = static_cast<std::size_t>(row);
    if (column >= 2) {
      const std::vector<float>& counts = entries[static_cast<std::size_t>(column - 2)].histogram.counts.values;
      return r < counts.size() ? QVariant(static_cast<double>(counts[r])) : QVariant();
    }
    const Histogram& first = entries.front().histogram;
    return first.low + (row + column) * bin_width(first);
  };
  return table;
}

}  // namespace rotorscope
