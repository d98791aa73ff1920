#include "widgets/curves_view.h"

#include "widgets/curve_drawing.h"
#include "widgets/curve_series.h"
#include "widgets/drawing.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QTimer>
#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace rotorscope {

struct CurvesView::State {
  struct Run {
    QString name;
    std::shared_ptr<CurveSeries> series = std::make_shared<CurveSeries>();
    std::vector<CurvePoint> pending;
    bool visible = true;
  };
  std::vector<Run> runs;
  QTimer timer;
  ValueScale scale = ValueScale::linear;
  BestPoint best = BestPoint::none;
  double expected_end = 0;
  double baseline = std::numeric_limits<double>::quiet_NaN();
  QString baseline_text;
  double hover_x = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] std::optional<std::size_t> best_of(const Run& run) const {
    if (best == BestPoint::none) return std::nullopt;
    return best == BestPoint::lowest ? run.series->lowest() : run.series->highest();
  }
  void draw(QCustomPlot& plot, QCPPainter& painter) const;
  void draw_hover(QCustomPlot& plot, QCPPainter& painter) const;
};

void CurvesView::State::draw(QCustomPlot& plot, QCPPainter& painter) const {
  const QRectF rect = plot.axisRect()->rect();
  const QPalette palette = plot.palette();
  if (std::isfinite(baseline)) {
    const QColor color = role_color(ColorRole::muted, palette);
    const double y = std::round(plot.yAxis->coordToPixel(baseline));
    painter.setPen(QPen(color, 1, Qt::DashLine));
    painter.drawLine(QLineF(rect.left(), y, rect.right(), y));
    painter.setFont(small_font());
    painter.drawText(QRectF(rect.left(), y - 18, rect.width() - 4, 16), Qt::AlignRight | Qt::AlignBottom,
                     baseline_text);
  }
  for (std::size_t r = 0; r < runs.size(); ++r) {
    if (runs[r].visible) draw_curve(*runs[r].series, run_color(static_cast<int>(r), palette), plot, painter);
  }
  painter.setAntialiasing(true);
  for (std::size_t r = 0; r < runs.size(); ++r) {
    const auto place = runs[r].visible ? best_of(runs[r]) : std::nullopt;
    if (!place) continue;
    const QPointF point(plot.xAxis->coordToPixel(runs[r].series->x(*place)),
                        plot.yAxis->coordToPixel(runs[r].series->y(*place)));
    painter.setPen(QPen(run_color(static_cast<int>(r), palette), 2));
    painter.setBrush(palette.color(QPalette::Base));
    painter.drawEllipse(point, 4.5, 4.5);
  }
  painter.setAntialiasing(false);
}

void CurvesView::State::draw_hover(QCustomPlot& plot, QCPPainter& painter) const {
  if (std::isnan(hover_x)) return;
  const QRectF rect = plot.axisRect()->rect();
  const double x = std::round(plot.xAxis->coordToPixel(hover_x));
  painter.setPen(QPen(role_color(ColorRole::grid, plot.palette()), 1));
  painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()));
}

CurvesView::CurvesView(QWidget* parent) : PlotFrame(parent), state_(std::make_unique<State>()) {
  set_axis_names(tr("step"), tr("loss"));
  set_x_whole_numbers(true);
  set_interactive_axes(true, true);
  add_drawing(plot(), QStringLiteral("main"), [this](QCPPainter& painter) { state_->draw(plot(), painter); });
  add_drawing(plot(), QStringLiteral("overlay"), [this](QCPPainter& painter) { state_->draw_hover(plot(), painter); });
  state_->timer.setSingleShot(true);
  state_->timer.setInterval(33);
  connect(&state_->timer, &QTimer::timeout, this, &CurvesView::flush);
  update_view();
}

CurvesView::~CurvesView() = default;

int CurvesView::add_run(const QString& name) {
  state_->runs.push_back({name, std::make_shared<CurveSeries>(), {}, true});
  update_view();
  return static_cast<int>(state_->runs.size()) - 1;
}

void CurvesView::rename_run(int run, const QString& name) {
  state_->runs.at(static_cast<std::size_t>(run)).name = name;
  update_view();
}

void CurvesView::append(int run, std::span<const CurvePoint> points) {
  auto& pending = state_->runs.at(static_cast<std::size_t>(run)).pending;
  pending.insert(pending.end(), points.begin(), points.end());
  if (!state_->timer.isActive()) state_->timer.start();
}

void CurvesView::append(int run, double x, double y) {
  const CurvePoint point{x, y};
  append(run, {&point, 1});
}

void CurvesView::set_points(int run, std::span<const CurvePoint> points) {
  State::Run& target = state_->runs.at(static_cast<std::size_t>(run));
  target.pending.assign(points.begin(), points.end());
  target.series = std::make_shared<CurveSeries>();
  flush();
}

void CurvesView::set_run_visible(int run, bool visible) {
  state_->runs.at(static_cast<std::size_t>(run)).visible = visible;
  update_view();
}

void CurvesView::clear() {
  state_->runs.clear();
  state_->expected_end = 0;
  update_view();
  reset_view();
}

int CurvesView::run_count() const { return static_cast<int>(state_->runs.size()); }

qsizetype CurvesView::point_count(int run) const {
  return static_cast<qsizetype>(state_->runs.at(static_cast<std::size_t>(run)).series->size());
}

void CurvesView::flush() {
  state_->timer.stop();
  for (State::Run& run : state_->runs) {
    for (const CurvePoint& point : run.pending) run.series->append(point.x, point.y);
    run.pending.clear();
  }
  update_view();
}

void CurvesView::set_value_scale(ValueScale scale) {
  state_->scale = scale;
  set_y_axis_scale(scale);
  update_view();
  reset_view();
}

void CurvesView::set_best(BestPoint best) {
  state_->best = best;
  update_view();
}

void CurvesView::set_expected_end(double x) {
  state_->expected_end = x;
  update_view();
}

void CurvesView::set_baseline(double y, const QString& text) {
  state_->baseline = y;
  state_->baseline_text = text;
  update_view();
}

void CurvesView::update_view() {
  State& s = *state_;
  const bool logarithmic = s.scale == ValueScale::logarithmic;
  double x_low = std::numeric_limits<double>::infinity();
  double x_high = s.expected_end;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  const auto include = [&](double v) {
    if (!std::isfinite(v) || (logarithmic && v <= 0)) return;
    low = std::min(low, v);
    high = std::max(high, v);
  };
  std::vector<LegendEntry> legend;
  for (std::size_t r = 0; r < s.runs.size(); ++r) {
    const State::Run& run = s.runs[r];
    const CurveSeries& series = *run.series;
    if (!run.visible) continue;
    if (!series.empty()) {
      x_low = std::min(x_low, series.x(0));
      x_high = std::max(x_high, series.x(series.size() - 1));
      if (const auto range = series.range(0, series.size())) {
        include(range->second);
        include(logarithmic ? series.smallest_positive().value_or(range->second) : range->first);
      }
    }
    QString note;
    if (!series.empty()) note = format_number(series.y(series.size() - 1));
    if (const auto best = s.best_of(run)) {
      note += tr(" · best %1 at %2").arg(format_number(series.y(*best)), format_number(series.x(*best)));
    }
    legend.push_back({run.name, note, run_color(static_cast<int>(r), palette()), LegendMark::line});
  }
  set_legend(std::move(legend));
  include(s.baseline);
  if (!std::isfinite(x_low)) x_low = 0;
  if (!(high >= low)) {
    low = logarithmic ? 0.1 : 0;
    high = 1;
  }
  const double margin = logarithmic ? std::pow(high / low, 0.06) * 1.02
                                    : (high > low ? (high - low) * 0.06 : 1e-9 + std::abs(high) * 0.1);
  const auto [x_from, x_to] = x_range();
  const auto [y_from, y_to] = y_range();
  const bool follows = shows_all();
  set_bounds(x_low, std::max(x_high, x_low + 1), logarithmic ? low / margin : low - margin,
             logarithmic ? high * margin : high + margin);
  if (follows) {
    reset_view();
  } else {
    set_x_range(x_from, x_to);
    set_y_range(y_from, y_to);
  }
}

void CurvesView::restyle() {
  PlotFrame::restyle();
  if (state_ != nullptr) update_view();
}

QString CurvesView::hover_text(const QPointF& position) {
  const double target = plot().xAxis->pixelToCoord(position.x());
  const auto nearest = [](const CurveSeries& series, double x) {
    const std::size_t after = std::min(series.lower_bound(x), series.size() - 1);
    return after > 0 && x - series.x(after - 1) < series.x(after) - x ? after - 1 : after;
  };
  double x = std::numeric_limits<double>::quiet_NaN();
  for (const State::Run& run : state_->runs) {
    if (!run.visible || run.series->empty()) continue;
    const double candidate = run.series->x(nearest(*run.series, target));
    if (std::isnan(x) || std::abs(candidate - target) < std::abs(x - target)) x = candidate;
  }
  if (x != state_->hover_x) {
    state_->hover_x = x;
    redraw_overlay();
  }
  if (std::isnan(x)) return {};
  QString text = QStringLiteral("%1 %2").arg(plot().xAxis->label(), format_number(x, 7));
  for (const State::Run& run : state_->runs) {
    if (!run.visible || run.series->empty()) continue;
    const std::size_t place = nearest(*run.series, x);
    if (run.series->x(place) == x)
      text += QStringLiteral("\n%1: %2").arg(run.name, format_number(run.series->y(place)));
  }
  return text;
}

void CurvesView::hover_left() {
  if (std::isnan(state_->hover_x)) return;
  state_->hover_x = std::numeric_limits<double>::quiet_NaN();
  redraw_overlay();
}

TableData CurvesView::table() const {
  struct Part {
    QString name;
    std::shared_ptr<const CurveSeries> series;
    int first;
  };
  auto parts = std::make_shared<std::vector<Part>>();
  TableData table;
  table.columns << tr("run") << plot().xAxis->label() << plot().yAxis->label();
  for (const State::Run& run : state_->runs) {
    // A copy: the curve may grow while its table is shown.
    parts->push_back({run.name, std::make_shared<CurveSeries>(*run.series), table.rows});
    table.rows += static_cast<int>(run.series->size());
  }
  table.cell = [parts](int row, int column) -> QVariant {
    auto part = std::upper_bound(parts->begin(), parts->end(), row, [](int r, const Part& p) { return r < p.first; });
    --part;
    const auto i = static_cast<std::size_t>(row - part->first);
    if (column == 0) return part->name;
    return column == 1 ? part->series->x(i) : part->series->y(i);
  };
  return table;
}

}  // namespace rotorscope
