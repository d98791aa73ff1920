#include "widgets/curve_drawing.h"

#include "widgets/curve_series.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace rotorscope {
namespace {

/// Few points: each is drawn, joined by separate lines (one long joined line is what makes wide pens slow).
void draw_sparse(const CurveSeries& series, std::size_t begin, std::size_t end, const QColor& color, QCustomPlot& plot,
                 QCPPainter& painter) {
  const bool logarithmic = plot.yAxis->scaleType() == QCPAxis::stLogarithmic;
  const auto usable = [&](std::size_t i) { return !std::isnan(series.y(i)) && !(logarithmic && series.y(i) <= 0); };
  const auto pixel = [&](std::size_t i) {
    return QPointF(plot.xAxis->coordToPixel(series.x(i)), plot.yAxis->coordToPixel(series.y(i)));
  };
  QVector<QLineF> lines;
  for (std::size_t i = begin; i + 1 < end; ++i) {
    if (usable(i) && usable(i + 1)) lines.append(QLineF(pixel(i), pixel(i + 1)));
  }
  painter.setAntialiasing(true);
  painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap));
  painter.drawLines(lines);
  if (end - begin <= 60) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    for (std::size_t i = begin; i < end; ++i) {
      if (usable(i)) painter.drawEllipse(pixel(i), 2.2, 2.2);
    }
  }
  painter.setAntialiasing(false);
}

void draw_dense(const CurveSeries& series, const QColor& color, QCustomPlot& plot, QCPPainter& painter) {
  const QRectF rect = plot.axisRect()->rect();
  const bool logarithmic = plot.yAxis->scaleType() == QCPAxis::stLogarithmic;
  const auto height = [&](double value) {
    if (logarithmic && value <= 0) return rect.bottom() + 2;
    return std::clamp(plot.yAxis->coordToPixel(value), rect.top() - 2, rect.bottom() + 2);
  };
  QVector<QRectF> columns;
  std::size_t begin = series.lower_bound(plot.xAxis->pixelToCoord(rect.left()));
  double previous = std::numeric_limits<double>::quiet_NaN();
  for (double x = rect.left(); x <= rect.right(); x += 1) {
    const std::size_t end = series.lower_bound(plot.xAxis->pixelToCoord(x + 1));
    const auto range = series.range(begin, end);
    if (range) {
      double top = height(range->second);
      double bottom = height(range->first);
      // Reaches to where the column before ended, so that the curve has no holes.
      if (!std::isnan(previous)) {
        top = std::min(top, previous);
        bottom = std::max(bottom, previous);
      }
      columns.append(QRectF(x, top, 1, std::max(1.0, bottom - top)));
    }
    if (end > begin) previous = std::isnan(series.y(end - 1)) ? previous : height(series.y(end - 1));
    begin = end;
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawRects(columns);
}

}  // namespace

void draw_curve(const CurveSeries& series, const QColor& color, QCustomPlot& plot, QCPPainter& painter) {
  if (series.empty()) return;
  const QCPRange x = plot.xAxis->range();
  const std::size_t first = series.lower_bound(x.lower);
  const std::size_t last = series.lower_bound(x.upper);
  const std::size_t begin = first > 0 ? first - 1 : 0;
  const std::size_t end = std::min(last + 1, series.size());
  if (end - begin <= static_cast<std::size_t>(std::max(plot.axisRect()->width(), 1)) * 2) {
    draw_sparse(series, begin, end, color, plot, painter);
  } else {
    draw_dense(series, color, plot, painter);
  }
}

}  // namespace rotorscope
