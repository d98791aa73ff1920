#include "widgets/block_diagram.h"

#include "widgets/block_layout.h"
#include "widgets/block_parts.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace rotorscope {
namespace {

/// The wire with rounded corners.
QPainterPath rounded(const QPolygonF& points, double radius) {
  QPainterPath path(points.front());
  for (qsizetype i = 1; i + 1 < points.size(); ++i) {
    const QLineF in(points[i], points[i - 1]);
    const QLineF out(points[i], points[i + 1]);
    const double r = std::min({radius, in.length() / 2, out.length() / 2});
    path.lineTo(in.pointAt(r / in.length()));
    path.quadTo(points[i], out.pointAt(r / out.length()));
  }
  path.lineTo(points.back());
  return path;
}

void draw_arrow(QPainter& painter, const QPointF& from, const QPointF& tip, const QColor& color) {
  const QLineF back(tip, from);
  const QPointF along = (from - tip) / back.length();
  const QPointF across(-along.y(), along.x());
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPolygon(QPolygonF({tip, tip + along * 5 + across * 2.8, tip + along * 5 - across * 2.8}));
}

}  // namespace

BlockDiagram::BlockDiagram(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Transformer block"));
  setAccessibleDescription(tr("Where the sites of a layer are, and where the rotations R1 to R4 act."));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  for (int rotation = 1; rotation <= 4; ++rotation) {
    auto* button = new RotationSwitch(rotation, this);
    switches_[static_cast<std::size_t>(rotation - 1)] = button;
    connect(button, &QAbstractButton::toggled, this, [this] {
      place_children();
      update();
    });
    // clicked, not toggled: a change by the program is no wish of the reader.
    connect(button, &QAbstractButton::clicked, this, [this, rotation](bool on) { emit switch_toggled(rotation, on); });
  }
  for (const BlockSite& site : block_layout().sites) {
    auto* button = new SiteButton(site.name, this);
    sites_[site.name] = button;
    connect(button, &QAbstractButton::clicked, this, [this, name = site.name] {
      set_current_site(name);
      emit site_clicked(name);
    });
  }
  place_children();
}

void BlockDiagram::set_rotation_on(int rotation, bool on) {
  switches_.at(static_cast<std::size_t>(rotation - 1))->setChecked(on);
}

bool BlockDiagram::is_rotation_on(int rotation) const {
  return switches_.at(static_cast<std::size_t>(rotation - 1))->isChecked();
}

void BlockDiagram::set_rotation_enabled(int rotation, bool enabled, const QString& reason) {
  auto* button = static_cast<RotationSwitch*>(switches_.at(static_cast<std::size_t>(rotation - 1)));
  button->setEnabled(enabled);
  button->set_reason(enabled ? QString() : reason);
}

void BlockDiagram::set_switches_visible(bool visible) {
  switches_visible_ = visible;
  for (QAbstractButton* button : switches_) button->setVisible(visible);
  update();
}

void BlockDiagram::set_current_site(const QString& site) {
  current_site_ = site;
  place_children();
}

void BlockDiagram::set_caption(const QString& caption) {
  caption_ = caption;
  update();
}

double BlockDiagram::scale() const { return std::min(width() / block_width, height() / block_height); }

QPointF BlockDiagram::origin() const {
  return {(width() - block_width * scale()) / 2, (height() - block_height * scale()) / 2};
}

void BlockDiagram::place_children() {
  const BlockLayout& layout = block_layout();
  const auto place = [this](QAbstractButton* button, const QRectF& rect) {
    const QRectF scaled(origin() + rect.topLeft() * scale(), rect.size() * scale());
    button->setGeometry(scaled.toAlignedRect().adjusted(-1, -1, 1, 1));
    static_cast<BlockPart*>(button)->set_scale(scale());
  };
  for (std::size_t i = 0; i < switches_.size(); ++i) place(switches_[i], layout.switches[i]);
  for (const BlockSite& site : layout.sites) {
    QAbstractButton* button = sites_.at(site.name);
    place(button, site.rect);
    static_cast<SiteButton*>(button)->set_look(is_rotation_on(site.rotation), site.name == current_site_);
  }
}

void BlockDiagram::paintEvent(QPaintEvent*) {
  const BlockLayout& layout = block_layout();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(origin());
  painter.scale(scale(), scale());
  const QColor base = palette().color(QPalette::Base);
  const QColor text = palette().color(QPalette::Text);
  const QColor muted = role_color(ColorRole::muted, palette());
  const QColor before = role_color(ColorRole::before, palette());
  const QColor after = role_color(ColorRole::after, palette());
  const QColor edge = mix(base, muted, 0.6);

  for (const BlockWire& wire : layout.wires) {
    const QColor color = wire.rotation == 0 ? edge : is_rotation_on(wire.rotation) ? after : before;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(rounded(wire.points, 6));
    if (wire.arrow) draw_arrow(painter, wire.points[wire.points.size() - 2], wire.points.back(), color);
  }
  QFont font = this->font();
  font.setPixelSize(10);
  painter.setFont(font);
  for (const BlockBox& box : layout.boxes) {
    painter.setPen(QPen(edge, 1));
    painter.setBrush(mix(palette().color(QPalette::Window), base, 0.35));
    painter.drawRoundedRect(box.rect, 4, 4);
    painter.setPen(text);
    painter.drawText(box.rect, Qt::AlignCenter, box.text);
  }
  for (const QPointF& centre : layout.additions) {
    painter.setPen(QPen(is_rotation_on(1) ? after : before, 1.5));
    painter.setBrush(base);
    painter.drawEllipse(centre, 7, 7);
    painter.drawLine(centre - QPointF(4, 0), centre + QPointF(4, 0));
    painter.drawLine(centre - QPointF(0, 4), centre + QPointF(0, 4));
  }

  font.setPixelSize(9);
  painter.setFont(font);
  painter.setPen(muted);
  painter.drawText(QRectF(switches_visible_ ? 98 : 62, 20, 200, 14), Qt::AlignLeft | Qt::AlignVCenter,
                   tr("residual stream"));
  QFont caption_font = font;
  caption_font.setPixelSize(11);
  caption_font.setWeight(QFont::DemiBold);
  painter.setFont(caption_font);
  painter.setPen(text);
  painter.drawText(QRectF(2, 2, block_width - 4, 15), Qt::AlignLeft | Qt::AlignVCenter, caption_);

  // Key of the colours and edges.
  painter.setFont(font);
  double x = 8;
  const double y = 288;
  const auto key = [&](const QColor& color, Qt::PenStyle style, bool pill, const QString& name) {
    painter.setPen(QPen(color, pill ? 1.2 : 2.4, style));
    painter.setBrush(Qt::NoBrush);
    if (pill) {
      painter.drawRoundedRect(QRectF(x, y - 4.5, 16, 9), 4.5, 4.5);
    } else {
      painter.drawLine(QPointF(x, y), QPointF(x + 16, y));
    }
    painter.setPen(muted);
    painter.drawText(QRectF(x + 20, y - 8, 120, 16), Qt::AlignLeft | Qt::AlignVCenter, name);
    x += 20 + QFontMetricsF(font).horizontalAdvance(name) + 14;
  };
  key(before, Qt::SolidLine, false, tr("not rotated"));
  key(after, Qt::SolidLine, false, tr("rotated"));
  if (switches_visible_) {
    key(muted, Qt::SolidLine, true, tr("merged into weights"));
    key(muted, Qt::DotLine, true, tr("online, each token"));
  }
}

void BlockDiagram::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  place_children();
}

void BlockDiagram::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) update();
}

}  // namespace rotorscope
