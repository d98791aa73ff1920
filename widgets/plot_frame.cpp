#include "widgets/plot_frame.h"

#include "widgets/drawing.h"
#include "widgets/theme.h"
#include "widgets/tickers.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

/// Moves and shrinks `range` into low…high; on a logarithmic axis in decades.
QCPRange inside(const QCPRange& range, double low, double high, bool logarithmic) {
  const auto forward = [logarithmic](double v) { return logarithmic ? std::log(v) : v; };
  const auto back = [logarithmic](double v) { return logarithmic ? std::exp(v) : v; };
  if (logarithmic && !(low > 0 && range.lower > 0)) return {low, high};
  double a = forward(range.lower);
  double b = forward(range.upper);
  const double first = forward(low);
  const double last = forward(high);
  if (b - a >= last - first) return {low, high};
  const double shift = a < first ? first - a : (b > last ? last - b : 0);
  if (shift == 0) return range;
  a += shift;
  b += shift;
  return {std::max(back(a), low), std::min(back(b), high)};
}

void zoom(QCPAxis& axis, double factor) { axis.scaleRange(factor, axis.range().center()); }

void pan(QCPAxis& axis, double share) {
  if (axis.scaleType() == QCPAxis::stLogarithmic) {
    const double factor = std::pow(axis.range().upper / axis.range().lower, share);
    axis.setRange(axis.range().lower * factor, axis.range().upper * factor);
  } else {
    axis.moveRange(axis.range().size() * share);
  }
}

void style_axis(QCPAxis& axis, const QPalette& palette) {
  const QColor text = role_color(ColorRole::muted, palette);
  const QColor line = mix(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.35);
  axis.setBasePen(line);
  axis.setTickPen(line);
  axis.setSubTickPen(mix(palette.color(QPalette::Base), line, 0.6));
  axis.setTickLabelColor(text);
  axis.setLabelColor(text);
  axis.setTickLabelFont(small_font());
  axis.setLabelFont(small_font());
  axis.setTickLength(0, 4);
  axis.setSubTickLength(0, 2);
  axis.setLabelPadding(2);
  axis.setTickLabelPadding(3);
  axis.grid()->setPen(mix(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.09));
  axis.grid()->setZeroLinePen(Qt::NoPen);
  axis.grid()->setSubGridVisible(false);
}

}  // namespace

PlotFrame::PlotFrame(QWidget* parent) : FigureFrame(parent), plot_(new QCustomPlot(this)) {
  plot_->setFocusPolicy(Qt::StrongFocus);
  plot_->setMinimumSize(120, 80);
  plot_->setNoAntialiasingOnDrag(false);
  plot_->axisRect()->setMinimumMargins(QMargins(12, 8, 12, 8));
  plot_->xAxis->grid()->setVisible(false);
  set_axis_scale(*plot_->xAxis, false);
  set_axis_scale(*plot_->yAxis, false);
  // What moves with the pointer has a buffer of its own: the data below is not drawn again for it.
  plot_->layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmBuffered);
  set_interactive_axes(true, false);
  set_content(plot_);
  connect(plot_, &QCustomPlot::beforeReplot, this, [this] {
    constexpr int below = 45;  // the horizontal axis
    fit_ticks(*plot_->yAxis, plot_->viewport().height() - below);
    // The ticker takes up to half as many again as it is asked for.
    const int label = QFontMetrics(small_font()).horizontalAdvance(QStringLiteral("00000")) * 3 / 2;
    fit_ticks(*plot_->xAxis, plot_->axisRect()->width(), label + 8);
  });
  connect(plot_->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this](const QCPRange& range) {
    keep_in_bounds();
    if (!constraining_) emit x_range_changed(range.lower, range.upper);
  });
  connect(plot_->yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this](const QCPRange& range) {
    keep_in_bounds();
    if (!constraining_) emit y_range_changed(range.lower, range.upper);
  });
  add_drawing(*plot_, QStringLiteral("overlay"), [this](QCPPainter& painter) {
    if (!focus_ring_) return;
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(plot_->axisRect()->rect()).adjusted(1, 1, -1, -1));
  });
  PlotFrame::reset_view();
  PlotFrame::restyle();
}

void PlotFrame::set_axis_names(const QString& x, const QString& y) {
  plot_->xAxis->setLabel(x);
  plot_->yAxis->setLabel(y);
  redraw();
}

void PlotFrame::set_x_range(double low, double high) {
  plot_->xAxis->setRange(low, high);
  redraw();
}

void PlotFrame::set_y_range(double low, double high) {
  plot_->yAxis->setRange(low, high);
  redraw();
}

std::pair<double, double> PlotFrame::x_range() const {
  return {plot_->xAxis->range().lower, plot_->xAxis->range().upper};
}

std::pair<double, double> PlotFrame::y_range() const {
  return {plot_->yAxis->range().lower, plot_->yAxis->range().upper};
}

QWidget* PlotFrame::canvas() const { return plot_; }

void PlotFrame::reset_view() {
  plot_->xAxis->setRange(x_low_, x_high_);
  plot_->yAxis->setRange(y_low_, y_high_);
  redraw();
}

bool PlotFrame::shows_all() const {
  return plot_->xAxis->range() == QCPRange(x_low_, x_high_) && plot_->yAxis->range() == QCPRange(y_low_, y_high_);
}

void PlotFrame::set_bounds(double x_low, double x_high, double y_low, double y_high) {
  x_low_ = x_low;
  x_high_ = x_high > x_low ? x_high : x_low + 1;
  y_low_ = y_low;
  y_high_ = y_high > y_low ? y_high : y_low + 1;
  keep_in_bounds();
}

void PlotFrame::keep_in_bounds() {
  if (constraining_) return;
  const auto constrain = [](QCPAxis& axis, double low, double high) {
    const QCPRange range = inside(axis.range(), low, high, axis.scaleType() == QCPAxis::stLogarithmic);
    if (range != axis.range()) axis.setRange(range);
  };
  constraining_ = true;
  constrain(*plot_->xAxis, x_low_, x_high_);
  constrain(*plot_->yAxis, y_low_, y_high_);
  constraining_ = false;
}

void PlotFrame::set_x_whole_numbers(bool whole) {
  set_axis_scale(*plot_->xAxis, false, whole ? TickKind::whole_numbers : TickKind::numbers);
}

void PlotFrame::set_y_axis_scale(ValueScale scale) { set_axis_scale(*plot_->yAxis, scale == ValueScale::logarithmic); }

void PlotFrame::set_interactive_axes(bool x, bool y) {
  Qt::Orientations axes;
  if (x) axes |= Qt::Horizontal;
  if (y) axes |= Qt::Vertical;
  plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  plot_->axisRect()->setRangeDrag(axes);
  plot_->axisRect()->setRangeZoom(axes);
}

void PlotFrame::redraw() { plot_->replot(QCustomPlot::rpQueuedReplot); }

void PlotFrame::redraw_overlay() {
  // Without a first full replot there is no buffer to draw the layer into.
  if (plot_->layer(QStringLiteral("overlay"))->children().isEmpty()) return;
  plot_->layer(QStringLiteral("overlay"))->replot();
}

QString PlotFrame::hover_text(const QPointF&) { return {}; }

void PlotFrame::draw_content(QCPPainter& painter, QSize size) {
  const bool ring = std::exchange(focus_ring_, false);
  plot_->toPainter(&painter, size.width(), size.height());
  focus_ring_ = ring;
  redraw();
}

void PlotFrame::restyle() {
  const QPalette colors = palette();
  plot_->setBackground(QBrush(colors.color(QPalette::Base)));
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) style_axis(*axis, colors);
  redraw();
}

void PlotFrame::handle_key(QKeyEvent& event) {
  event.ignore();
  key_pressed(&event);
  if (event.isAccepted()) return;
  event.accept();
  const bool x = plot_->axisRect()->rangeZoom().testFlag(Qt::Horizontal);
  QCPAxis& main = x ? *plot_->xAxis : *plot_->yAxis;
  const bool both = plot_->axisRect()->rangeZoom() == (Qt::Horizontal | Qt::Vertical);
  switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus: {
      const double factor = event.key() == Qt::Key_Minus ? 1.25 : 0.8;
      zoom(main, factor);
      if (both) zoom(*plot_->yAxis, factor);
      break;
    }
    case Qt::Key_0:
      reset_view();
      return;
    case Qt::Key_Left:
      pan(main, -0.1);
      break;
    case Qt::Key_Right:
      pan(main, 0.1);
      break;
    default:
      event.ignore();
      return;
  }
  redraw();
}

void PlotFrame::handle_hover(const QMouseEvent& event) {
  const bool over = plot_->axisRect()->rect().contains(event.pos());
  const QString text = over && event.buttons() == Qt::NoButton ? hover_text(event.position()) : QString();
  if (!over) hover_left();
  if (text.isEmpty()) {
    QToolTip::hideText();
    return;
  }
  // Texts may hold tokens such as "<b>": never let Qt take them for markup.
  QString escaped = text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"));
  QToolTip::showText(event.globalPosition().toPoint() + QPoint(8, 0), QStringLiteral("<qt>%1</qt>").arg(escaped),
                     plot_);
}

bool PlotFrame::eventFilter(QObject* watched, QEvent* event) {
  if (watched != plot_) return FigureFrame::eventFilter(watched, event);
  switch (event->type()) {
    case QEvent::MouseMove:
      handle_hover(*static_cast<QMouseEvent*>(event));
      break;
    case QEvent::Leave:
      hover_left();
      QToolTip::hideText();
      break;
    case QEvent::MouseButtonPress:
      press_ = static_cast<QMouseEvent*>(event)->pos();
      break;
    case QEvent::MouseButtonRelease: {
      const auto* mouse = static_cast<QMouseEvent*>(event);
      const bool still = (mouse->pos() - press_).manhattanLength() < 4;
      if (mouse->button() == Qt::LeftButton && still && plot_->axisRect()->rect().contains(mouse->pos())) {
        clicked_at(mouse->position());
      }
      break;
    }
    case QEvent::MouseButtonDblClick:
      press_ = QPoint(-1000, -1000);  // its release is no click
      reset_view();
      break;
    case QEvent::KeyPress:
      handle_key(*static_cast<QKeyEvent*>(event));
      if (event->isAccepted()) return true;
      break;
    case QEvent::FocusIn:
    case QEvent::FocusOut: {
      const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
      focus_ring_ =
          event->type() == QEvent::FocusIn && (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason);
      redraw();
      break;
    }
    default:
      break;
  }
  return FigureFrame::eventFilter(watched, event);
}

}  // namespace rotorscope
