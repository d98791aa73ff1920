#include "widgets/error_bars_view.h"

#include "widgets/drawing.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

constexpr double row_pixels = 24;

/// "8.81 → 19.2 dB", or the only number there is.
QString value_text(const ErrorRow& row, const QString& unit) {
  if (std::isfinite(row.before) && std::isfinite(row.after)) return format_change(row.before, row.after, unit);
  return format_number(std::isfinite(row.after) ? row.after : row.before) +
         (unit.isEmpty() ? QString() : QLatin1Char(' ') + unit);
}

}  // namespace

struct ErrorBarsView::State {
  int widest_text = 0;  ///< of the numbers behind the bars, in pixels
  int axes_width = 0;   ///< in the last layout, in pixels
  std::vector<ErrorRow> rows;
  std::vector<int> order;  ///< index into rows, from the top
  RowOrder row_order = RowOrder::as_given;
  QString value_name, unit;
  QString before_label = QStringLiteral("none");
  QString after_label = QStringLiteral("hadamard");
  bool larger_is_better = true;
  int selected = -1;
  double low = 0, high = 1;
  QSharedPointer<QCPAxisTickerText> ticker;
  QScrollBar* scroll = nullptr;

  void sort_rows();
  void draw(QCustomPlot& plot, QCPPainter& painter) const;
};

void ErrorBarsView::State::sort_rows() {
  order.resize(rows.size());
  std::iota(order.begin(), order.end(), 0);
  if (row_order == RowOrder::as_given) return;
  const double sign = larger_is_better ? 1 : -1;
  const auto badness = [&](int i) {
    const ErrorRow& row = rows[static_cast<std::size_t>(i)];
    const double key = row_order == RowOrder::by_before  ? row.before
                       : row_order == RowOrder::by_after ? row.after
                                                         : row.after - row.before;
    return std::isnan(key) ? std::numeric_limits<double>::infinity() : sign * key;
  };
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return badness(a) < badness(b); });
}

void ErrorBarsView::State::draw(QCustomPlot& plot, QCPPainter& painter) const {
  const QRectF rect = plot.axisRect()->rect();
  const QPalette palette = plot.palette();
  const QColor before = role_color(variant_role(before_label), palette);
  const QColor after = role_color(variant_role(after_label), palette);
  const double zero = plot.xAxis->coordToPixel(0);
  painter.setFont(small_font());
  const QFontMetrics metrics(small_font());
  const int first = std::max(0, static_cast<int>(std::floor(plot.yAxis->range().lower)));
  const int last = std::min(static_cast<int>(order.size()) - 1, static_cast<int>(std::ceil(plot.yAxis->range().upper)));
  for (int i = first; i <= last; ++i) {
    const int index = order[static_cast<std::size_t>(i)];
    const ErrorRow& row = rows[static_cast<std::size_t>(index)];
    const double middle = std::round(plot.yAxis->coordToPixel(i));
    painter.setPen(Qt::NoPen);
    if (index == selected) {
      painter.setBrush(mix(palette.color(QPalette::Base), palette.color(QPalette::Highlight), 0.18));
      painter.drawRect(QRectF(rect.left(), middle - row_pixels / 2, rect.width(), row_pixels));
    }
    double end = zero;
    const auto bar = [&](double value, double top, const QColor& color) {
      if (!std::isfinite(value)) return;
      const double x = plot.xAxis->coordToPixel(value);
      painter.setBrush(color);
      painter.drawRect(QRectF(std::min(zero, x), top, std::max(1.0, std::abs(x - zero)), 7));
      end = std::max(end, x);
    };
    bar(row.before, middle - 8, before);
    bar(row.after, middle + 1, after);
    const QString text = value_text(row, unit);
    painter.setPen(role_color(ColorRole::muted, palette));
    painter.drawText(
        QRectF(end + 6, middle - metrics.height() / 2.0, metrics.horizontalAdvance(text) + 4.0, metrics.height()),
        Qt::AlignLeft | Qt::AlignVCenter, text);
  }
}

ErrorBarsView::ErrorBarsView(QWidget* parent) : PlotFrame(parent), state_(std::make_unique<State>()) {
  State& s = *state_;
  set_interactive_axes(false, false);
  s.ticker = QSharedPointer<QCPAxisTickerText>::create();
  plot().yAxis->setTicker(s.ticker);
  plot().yAxis->setSubTicks(false);
  plot().yAxis->setRangeReversed(true);
  plot().yAxis->grid()->setVisible(false);
  plot().yAxis->setTickLength(0, 0);
  plot().xAxis->grid()->setVisible(true);
  add_drawing(plot(), QStringLiteral("main"), [this](QCPPainter& painter) { state_->draw(plot(), painter); });
  s.scroll = new QScrollBar(Qt::Vertical, canvas());
  s.scroll->setAccessibleName(tr("Rows"));
  connect(s.scroll, &QScrollBar::valueChanged, this, [this](int) { place_rows(); });
  // The room for the numbers depends on the width that the rows' names leave.
  connect(&plot(), &QCustomPlot::afterLayout, this, [this] {
    if (std::exchange(state_->axes_width, plot().axisRect()->width()) == plot().axisRect()->width()) return;
    QMetaObject::invokeMethod(
        this, [this] { place_rows(); }, Qt::QueuedConnection);
  });
  set_value_name(tr("SQNR"), QStringLiteral("dB"), true);
}

ErrorBarsView::~ErrorBarsView() = default;

void ErrorBarsView::set_value_name(const QString& value, const QString& unit, bool larger_is_better) {
  state_->value_name = value;
  state_->unit = unit;
  state_->larger_is_better = larger_is_better;
  set_axis_names(unit.isEmpty() ? value : QStringLiteral("%1 (%2)").arg(value, unit), {});
  update_view();
}

void ErrorBarsView::set_rows(std::vector<ErrorRow> rows) {
  state_->rows = std::move(rows);
  update_view();
}

void ErrorBarsView::set_order(RowOrder order) {
  state_->row_order = order;
  update_view();
}

void ErrorBarsView::set_variants(const QString& before_label, const QString& after_label) {
  state_->before_label = before_label;
  state_->after_label = after_label;
  update_view();
}

void ErrorBarsView::select_row(int row) {
  State& s = *state_;
  s.selected = row;
  const auto found = std::find(s.order.begin(), s.order.end(), row);
  if (found != s.order.end()) {
    const int place = static_cast<int>(found - s.order.begin());
    const int top = s.scroll->value();
    const int visible = std::max(1, s.scroll->pageStep());
    if (place < top) s.scroll->setValue(place);
    if (place >= top + visible) s.scroll->setValue(place - visible + 1);
  }
  redraw();
}

void ErrorBarsView::clear() { set_rows({}); }

void ErrorBarsView::update_view() {
  State& s = *state_;
  s.sort_rows();
  s.ticker->clear();
  double low = 0;
  double high = 0;
  bool any_after = false;
  for (std::size_t i = 0; i < s.order.size(); ++i) {
    const ErrorRow& row = s.rows[static_cast<std::size_t>(s.order[i])];
    s.ticker->addTick(static_cast<double>(i), row.label);
    for (const double value : {row.before, row.after}) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    any_after = any_after || std::isfinite(row.after);
  }
  const QFontMetrics metrics(small_font());
  s.widest_text = 0;
  for (const ErrorRow& row : s.rows) {
    s.widest_text = std::max(s.widest_text, metrics.horizontalAdvance(value_text(row, s.unit)));
  }
  s.low = low;
  s.high = high > low ? high : low + 1;
  std::vector<LegendEntry> legend = {
      {variant_text(s.before_label), {}, role_color(variant_role(s.before_label), palette()), LegendMark::block}};
  if (any_after) {
    legend.push_back(
        {variant_text(s.after_label), {}, role_color(variant_role(s.after_label), palette()), LegendMark::block});
  }
  set_legend(s.rows.empty() ? std::vector<LegendEntry>{} : std::move(legend));
  place_rows();
}

void ErrorBarsView::place_rows() {
  State& s = *state_;
  // As many rows as there is room for, each equally tall; the rest is reached by scrolling.
  const double room = std::max(1.0, (canvas()->height() - 60.0) / row_pixels);
  const int hidden = std::max(0, static_cast<int>(std::ceil(static_cast<double>(s.rows.size()) - room)));
  {
    const QSignalBlocker quiet(s.scroll);
    s.scroll->setRange(0, hidden);
    s.scroll->setPageStep(std::max(1, static_cast<int>(room)));
  }
  s.scroll->setVisible(hidden > 0);
  const int width = s.scroll->sizeHint().width();
  s.scroll->setGeometry(canvas()->width() - width, 0, width, canvas()->height());
  // Room on the right for the numbers behind the bars.
  const double axes = std::max(80.0, static_cast<double>(plot().axisRect()->width()));
  const double share = std::clamp((s.widest_text + 24.0 + width) / axes, 0.1, 0.7);
  const double top = s.scroll->value() - 0.5;
  set_bounds(s.low, s.high + (s.high - s.low) * share / (1 - share), top, top + room);
  reset_view();
}

int ErrorBarsView::position_at(const QPointF& position) const {
  const auto place = std::lround(plot().yAxis->pixelToCoord(position.y()));
  return place < 0 || place >= static_cast<long>(state_->order.size()) ? -1 : static_cast<int>(place);
}

QString ErrorBarsView::hover_text(const QPointF& position) {
  const int place = position_at(position);
  if (place < 0) return {};
  const ErrorRow& row = state_->rows[static_cast<std::size_t>(state_->order[static_cast<std::size_t>(place)])];
  return QStringLiteral("%1\n%2 %3")
      .arg(row.label, state_->value_name, format_change(row.before, row.after, state_->unit));
}

void ErrorBarsView::clicked_at(const QPointF& position) {
  const int place = position_at(position);
  if (place < 0) return;
  const int row = state_->order[static_cast<std::size_t>(place)];
  select_row(row);
  emit row_clicked(row);
}

void ErrorBarsView::key_pressed(QKeyEvent* event) {
  const State& s = *state_;
  if (s.order.empty()) return;
  const auto found = std::find(s.order.begin(), s.order.end(), s.selected);
  const int place = found == s.order.end() ? -1 : static_cast<int>(found - s.order.begin());
  const auto move_to = [&](int target) {
    select_row(s.order[static_cast<std::size_t>(std::clamp(target, 0, static_cast<int>(s.order.size()) - 1))]);
  };
  switch (event->key()) {
    case Qt::Key_Up:
      move_to(place - 1);
      break;
    case Qt::Key_Down:
      move_to(place + 1);
      break;
    case Qt::Key_PageUp:
      move_to(place - s.scroll->pageStep());
      break;
    case Qt::Key_PageDown:
      move_to(place + s.scroll->pageStep());
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (place < 0) return;
      emit row_clicked(s.selected);
      break;
    default:
      return;
  }
  event->accept();
}

bool ErrorBarsView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == canvas() && state_ != nullptr && state_->scroll != nullptr) {
    if (event->type() == QEvent::Resize) place_rows();
    if (event->type() == QEvent::Wheel) {
      const int steps = static_cast<QWheelEvent*>(event)->angleDelta().y() / 40;
      state_->scroll->setValue(state_->scroll->value() - steps);
      return true;
    }
  }
  return PlotFrame::eventFilter(watched, event);
}

void ErrorBarsView::restyle() {
  PlotFrame::restyle();
  plot().yAxis->setTickLength(0, 0);
  if (state_ != nullptr && state_->scroll != nullptr) update_view();
}

TableData ErrorBarsView::table() const {
  const State& s = *state_;
  const QString unit = s.unit.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(s.unit);
  TableData table;
  table.columns << tr("row") << variant_text(s.before_label) + unit << variant_text(s.after_label) + unit;
  table.rows = static_cast<int>(s.rows.size());
  table.cell = [rows = s.rows, order = s.order](int row, int column) -> QVariant {
    const ErrorRow& one = rows[static_cast<std::size_t>(order[static_cast<std::size_t>(row)])];
    if (column == 0) return one.label;
    return column == 1 ? one.before : one.after;
  };
  return table;
}

}  // namespace rotorscope
