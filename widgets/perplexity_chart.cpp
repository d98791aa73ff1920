#include "widgets/perplexity_chart.h"

#include "widgets/drawing.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <qcustomplot.h>

namespace rotorscope {

struct PerplexityChart::State {
  std::vector<PerplexityPoint> points;
  std::vector<double> bits;  ///< that occur, ascending; their places on the x axis are 0, 1, 2 …
  double baseline = std::numeric_limits<double>::quiet_NaN();
  ValueScale scale = ValueScale::logarithmic;
  QSharedPointer<QCPAxisTickerText> ticker;

  [[nodiscard]] double place(double value) const {
    return static_cast<double>(std::lower_bound(bits.begin(), bits.end(), value) - bits.begin());
  }
  [[nodiscard]] QPointF pixel(const QCustomPlot& plot, const PerplexityPoint& point) const {
    return {plot.xAxis->coordToPixel(place(point.bits)), plot.yAxis->coordToPixel(point.perplexity)};
  }
  void draw(QCustomPlot& plot, QCPPainter& painter) const;
};

void PerplexityChart::State::draw(QCustomPlot& plot, QCPPainter& painter) const {
  const QRectF rect = plot.axisRect()->rect();
  const QPalette palette = plot.palette();
  if (std::isfinite(baseline)) {
    const QColor color = role_color(ColorRole::muted, palette);
    const double y = std::round(plot.yAxis->coordToPixel(baseline));
    painter.setPen(QPen(color, 1, Qt::DashLine));
    painter.drawLine(QLineF(rect.left(), y, rect.right(), y));
    painter.setFont(small_font());
    painter.drawText(QRectF(rect.left() + 4, y + 2, rect.width(), 18), Qt::AlignLeft | Qt::AlignTop,
                     PerplexityChart::tr("unquantized %1").arg(format_number(baseline)));
  }
  // The line of a kind joins its best point at each number of bits.
  std::map<QString, std::map<double, const PerplexityPoint*>> best;
  for (const PerplexityPoint& point : points) {
    const PerplexityPoint*& one = best[point.rotation][point.bits];
    if (one == nullptr || point.perplexity < one->perplexity) one = &point;
  }
  painter.setAntialiasing(true);
  for (const auto& [rotation, by_bits] : best) {
    QVector<QLineF> lines;
    const PerplexityPoint* previous = nullptr;
    for (const auto& [bits_of_point, point] : by_bits) {
      if (previous != nullptr) lines.append(QLineF(pixel(plot, *previous), pixel(plot, *point)));
      previous = point;
    }
    QColor color = role_color(variant_role(rotation), palette);
    color.setAlphaF(0.65f);
    painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.drawLines(lines);
  }
  for (const PerplexityPoint& point : points) {
    const QColor color = role_color(variant_role(point.rotation), palette);
    const QPointF centre = pixel(plot, point);
    if (point.standard_error > 0) {
      painter.setPen(QPen(color, 1));
      painter.drawLine(QLineF(centre.x(), plot.yAxis->coordToPixel(point.perplexity - point.standard_error), centre.x(),
                              plot.yAxis->coordToPixel(point.perplexity + point.standard_error)));
    }
    painter.setPen(QPen(palette.color(QPalette::Base), 1.2));
    painter.setBrush(color);
    painter.drawEllipse(centre, 5, 5);
  }
  painter.setAntialiasing(false);
}

PerplexityChart::PerplexityChart(QWidget* parent) : PlotFrame(parent), state_(std::make_unique<State>()) {
  set_axis_names(tr("bits"), tr("perplexity"));
  set_interactive_axes(false, true);
  state_->ticker = QSharedPointer<QCPAxisTickerText>::create();
  plot().xAxis->setTicker(state_->ticker);
  plot().xAxis->setSubTicks(false);
  set_y_axis_scale(state_->scale);
  add_drawing(plot(), QStringLiteral("main"), [this](QCPPainter& painter) { state_->draw(plot(), painter); });
  update_view();
}

PerplexityChart::~PerplexityChart() = default;

void PerplexityChart::set_bits_name(const QString& name) { set_axis_names(name, tr("perplexity")); }

void PerplexityChart::set_points(std::vector<PerplexityPoint> points) {
  state_->points = std::move(points);
  update_view();
}

void PerplexityChart::set_baseline(double perplexity) {
  state_->baseline = perplexity;
  update_view();
}

void PerplexityChart::set_value_scale(ValueScale scale) {
  state_->scale = scale;
  set_y_axis_scale(scale);
  update_view();
}

void PerplexityChart::clear() { set_points({}); }

void PerplexityChart::update_view() {
  State& s = *state_;
  s.bits.clear();
  double low = std::numeric_limits<double>::infinity();
  double high = 0;
  const auto include = [&](double value) {
    if (!std::isfinite(value) || value <= 0) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  include(s.baseline);
  QStringList kinds;
  for (const PerplexityPoint& point : s.points) {
    include(point.perplexity);
    s.bits.push_back(point.bits);
    if (!kinds.contains(point.rotation)) kinds << point.rotation;
  }
  std::sort(s.bits.begin(), s.bits.end());
  s.bits.erase(std::unique(s.bits.begin(), s.bits.end()), s.bits.end());
  s.ticker->clear();
  for (std::size_t i = 0; i < s.bits.size(); ++i) s.ticker->addTick(static_cast<double>(i), format_number(s.bits[i]));
  if (!(high >= low)) {
    low = 1;
    high = 100;
  }
  std::vector<LegendEntry> legend;
  for (const QString& kind : kinds) {
    legend.push_back({variant_text(kind), {}, role_color(variant_role(kind), palette()), LegendMark::dot});
  }
  set_legend(std::move(legend));
  const bool logarithmic = s.scale == ValueScale::logarithmic;
  const double factor = std::max(1.15, std::pow(high / low, 0.1));
  const double margin = std::max((high - low) * 0.1, high * 0.02);
  set_bounds(-0.5, std::max(1.0, static_cast<double>(s.bits.size())) - 0.5,
             logarithmic ? low / std::pow(factor, 1.5) : low - 1.5 * margin,
             logarithmic ? high * factor : high + margin);
  reset_view();
}

int PerplexityChart::point_at(const QPointF& position) const {
  int nearest = -1;
  double distance = 10;
  for (std::size_t i = 0; i < state_->points.size(); ++i) {
    const double d = QLineF(position, state_->pixel(plot(), state_->points[i])).length();
    if (d < distance) {
      distance = d;
      nearest = static_cast<int>(i);
    }
  }
  return nearest;
}

QString PerplexityChart::hover_text(const QPointF& position) {
  const int index = point_at(position);
  if (index < 0) return {};
  const PerplexityPoint& point = state_->points[static_cast<std::size_t>(index)];
  QString value = format_number(point.perplexity);
  if (point.standard_error > 0) value += QStringLiteral(" ± ") + format_number(point.standard_error, 2);
  return tr("%1, %2\nperplexity %3").arg(variant_text(point.rotation), point.scheme, value);
}

void PerplexityChart::clicked_at(const QPointF& position) {
  const int index = point_at(position);
  if (index >= 0) emit point_clicked(index);
}

void PerplexityChart::restyle() {
  PlotFrame::restyle();
  if (state_ != nullptr && state_->ticker != nullptr) update_view();
}

TableData PerplexityChart::table() const {
  TableData table;
  table.columns << tr("rotation") << tr("scheme") << plot().xAxis->label() << tr("perplexity") << tr("standard error");
  table.rows = static_cast<int>(state_->points.size());
  table.cell = [points = state_->points](int row, int column) -> QVariant {
    const PerplexityPoint& point = points[static_cast<std::size_t>(row)];
    switch (column) {
      case 0:
        return variant_text(point.rotation);
      case 1:
        return point.scheme;
      case 2:
        return point.bits;
      case 3:
        return point.perplexity;
      default:
        return point.standard_error;
    }
  };
  return table;
}

}  // namespace rotorscope
