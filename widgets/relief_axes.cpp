#include "widgets/relief_axes.h"

#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace rotorscope {
namespace {

/// For lupdate: the context of the texts.
struct Texts {
  Q_DECLARE_TR_FUNCTIONS(relief)
};

/// The corner of the floor that is nearest to the reader.
std::pair<int, int> nearest_corner(const ReliefProjection& projection) {
  std::pair<int, int> nearest{0, 0};
  for (const int u : {0, 1}) {
    for (const int v : {0, 1}) {
      if (projection.depth(u, v, 0) > projection.depth(nearest.first, nearest.second, 0)) nearest = {u, v};
    }
  }
  return nearest;
}

/// Beside the point, but never beyond what may be drawn on.
void text_at(QPainter& painter, const QPointF& point, Qt::Alignment alignment, const QString& text) {
  constexpr double box = 1000;
  QRectF rect(0, 0, box, box);
  rect.moveCenter(point);
  if (alignment.testFlag(Qt::AlignLeft)) rect.moveLeft(point.x());
  if (alignment.testFlag(Qt::AlignRight)) rect.moveRight(point.x());
  if (alignment.testFlag(Qt::AlignTop)) rect.moveTop(point.y());
  if (alignment.testFlag(Qt::AlignBottom)) rect.moveBottom(point.y());
  const QRectF bounds = painter.clipBoundingRect();
  const QRectF used = painter.boundingRect(rect, static_cast<int>(alignment), text);
  const double right = std::max(0.0, bounds.left() - used.left()) - std::max(0.0, used.right() - bounds.right());
  const double down = std::max(0.0, bounds.top() - used.top()) - std::max(0.0, used.bottom() - bounds.bottom());
  painter.drawText(rect.translated(right, down), static_cast<int>(alignment), text);
}

/// Heights with a number: the ends and the middle, on a logarithmic scale the decades below the top.
std::vector<std::pair<double, double>> height_ticks(const ReliefLabels& labels) {
  if (!labels.logarithmic) return {{0.0, 0.0}, {0.5, labels.high / 2}, {1.0, labels.high}};
  std::vector<std::pair<double, double>> ticks;
  double value = std::pow(10.0, std::floor(std::log10(labels.high)));
  ticks.emplace_back(1.0, labels.high);
  if (value > labels.high / 3) value /= 10;  // no room beneath the top's own number
  for (; value >= labels.low; value /= 10) {
    ticks.emplace_back(std::log(value / labels.low) / std::log(labels.high / labels.low), value);
  }
  return ticks;
}

}  // namespace

void draw_relief_back(QPainter& painter, const ReliefProjection& projection, const QPalette& palette) {
  const auto [u, v] = nearest_corner(projection);
  painter.setPen(mix(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.18));
  for (const double h : {0.0, 0.5, 1.0}) {
    painter.drawLine(projection.point(0, 1 - v, h), projection.point(1, 1 - v, h));
    painter.drawLine(projection.point(1 - u, 0, h), projection.point(1 - u, 1, h));
  }
  painter.drawLine(projection.point(1 - u, 1 - v, 0), projection.point(1 - u, 1 - v, 1));
}

void draw_relief_front(QPainter& painter, const ReliefProjection& projection, const ReliefLabels& labels,
                       const QPalette& palette) {
  const auto nearest = nearest_corner(projection);
  const int u = nearest.first;
  const int v = nearest.second;
  const QColor muted = role_color(ColorRole::muted, palette);
  painter.setPen(mix(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.45));
  painter.drawLine(projection.point(0, v, 0), projection.point(1, v, 0));
  painter.drawLine(projection.point(u, 0, 0), projection.point(u, 1, 0));

  painter.setFont(small_font());
  painter.setPen(muted);
  const QPointF below(0, 5);
  const auto side = [&](const QPointF& along) { return along.x() < projection.point(u, v, 0).x(); };
  // Beside the middle of its edge, or so far towards the nearest corner that it fits beside the surface.
  const auto name_edge = [&](const auto& point_of, int corner, const QString& name) {
    const double width = painter.fontMetrics().horizontalAdvance(name);
    const QRectF bounds = painter.clipBoundingRect();
    QPointF at = point_of(0.5);
    for (double along = 0.5; along <= 1.0; along += 0.05) {
      at = point_of(corner == 1 ? along : 1.0 - along);
      if (side(at) ? at.x() - width >= bounds.left() : at.x() + width <= bounds.right()) break;
    }
    text_at(painter, at + below, (side(at) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop, name);
  };
  name_edge([&](double along) { return projection.point(along, v, 0); }, u,
            Texts::tr("channel 0 … %1").arg(labels.last_channel));
  name_edge([&](double along) { return projection.point(u, along, 0); }, v,
            Texts::tr("token 0 … %1").arg(labels.last_token));

  // The vertical axis stands at the left end of the box.
  std::pair<int, int> left{0, 0};
  for (const int a : {0, 1}) {
    for (const int b : {0, 1}) {
      if (projection.point(a, b, 0).x() < projection.point(left.first, left.second, 0).x()) left = {a, b};
    }
  }
  const QPointF foot = projection.point(left.first, left.second, 0);
  const QPointF head = projection.point(left.first, left.second, 1);
  painter.drawLine(foot, head);
  for (const auto& [height, value] : height_ticks(labels)) {
    const QPointF at = projection.point(left.first, left.second, height);
    painter.drawLine(at, at - QPointF(4, 0));
    text_at(painter, at - QPointF(6, 0), Qt::AlignRight | Qt::AlignVCenter, format_number(value, 3));
  }
  text_at(painter, head - QPointF(0, 4), Qt::AlignLeft | Qt::AlignBottom, QStringLiteral("|x|"));
  QFont bold = small_font();
  bold.setBold(true);
  painter.setFont(bold);
  painter.setPen(palette.color(QPalette::Text));
  const double middle = (projection.point(0, 0, 0).x() + projection.point(1, 1, 0).x()) / 2;
  text_at(painter, QPointF(middle, -8), Qt::AlignHCenter | Qt::AlignBottom, labels.title);
}

}  // namespace rotorscope
