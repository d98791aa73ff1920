#include "widgets/block_parts.h"

#include "core/protocol/site.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>
#include <array>

namespace rotorscope {
namespace {

QString from_view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

}  // namespace

void BlockPart::set_scale(double scale) {
  scale_ = scale;
  update();
}

void BlockPart::draw_pill(QPainter& painter, const QColor& fill, const QPen& edge, const QColor& text) const {
  painter.setRenderHint(QPainter::Antialiasing);
  const double half = edge.widthF() / 2 + 1;
  const QRectF box = QRectF(rect()).adjusted(half, half, -half, -half);
  painter.setBrush(fill);
  painter.setPen(edge);
  const double radius = box.height() / 2;
  painter.drawRoundedRect(box, radius, radius);
  if (hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DotLine));
    painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), radius - 2.5, radius - 2.5);
  }
  QFont font = this->font();
  font.setPixelSize(std::max(8, static_cast<int>(10 * scale_)));
  font.setWeight(isCheckable() ? QFont::Bold : QFont::Medium);
  painter.setFont(font);
  painter.setPen(text);
  painter.drawText(rect(), Qt::AlignCenter, this->text());
}

RotationSwitch::RotationSwitch(int rotation, QWidget* parent) : BlockPart(parent), rotation_(rotation) {
  setCheckable(true);
  setText(QStringLiteral("R%1").arg(rotation));
  setObjectName(text());
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::StrongFocus);
  set_reason({});
}

void RotationSwitch::set_reason(const QString& reason) {
  const std::array<QString, 4> texts = {
      tr("R1 rotates the residual stream. Merged into the weights: costs nothing when the model runs."),
      tr("R2 rotates each head's values between v and o. Merged into the weights: costs nothing when the model runs."),
      tr("R3 rotates queries and keys after RoPE, for a quantized KV cache. Online: a Hadamard transform each token."),
      tr("R4 rotates the input of down_proj. Online: a Hadamard transform each token.")};
  const QString text = texts[static_cast<std::size_t>(rotation_ - 1)];
  setToolTip(reason.isEmpty() ? text : text + QStringLiteral("\n\n") + reason);
  setAccessibleName(tr("Rotation R%1").arg(rotation_));
  setAccessibleDescription(toolTip());
}

void RotationSwitch::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QColor on = role_color(ColorRole::after, palette());
  const QColor base = palette().color(QPalette::Base);
  const QColor muted = role_color(ColorRole::muted, palette());
  const bool lit = isChecked() && isEnabled();
  QColor edge = !isEnabled() ? mix(base, muted, 0.5) : lit ? mix(on, palette().color(QPalette::Text), 0.25) : muted;
  QPen pen(edge, 1.4);
  if (is_online()) {
    pen.setStyle(Qt::CustomDashLine);
    pen.setDashPattern({2.6, 2.0});
  }
  QColor fill = lit ? on : base;
  if (underMouse() && isEnabled()) fill = mix(fill, on, lit ? 0 : 0.15);
  const QColor text = lit           ? (is_dark(palette()) ? QColor(0x10, 0x18, 0x24) : QColor(Qt::white))
                      : isEnabled() ? palette().color(QPalette::Text)
                                    : edge;
  draw_pill(painter, fill, pen, text);
}

SiteButton::SiteButton(const QString& site, QWidget* parent) : BlockPart(parent) {
  setText(site);
  setObjectName(site);
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::StrongFocus);
  const std::optional<Site> known = site_from_name(site.toStdString());
  const QString description = known ? from_view(site_description(*known)) : site;
  setToolTip(QStringLiteral("%1: %2").arg(site, description));
  setAccessibleName(tr("Site %1").arg(site));
  setAccessibleDescription(description);
}

void SiteButton::set_look(bool rotated, bool current) {
  rotated_ = rotated;
  current_ = current;
  update();
}

void SiteButton::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QColor color = role_color(rotated_ ? ColorRole::after : ColorRole::before, palette());
  const QColor base = palette().color(QPalette::Base);
  const bool dark = is_dark(palette());
  if (current_) {
    draw_pill(painter, color, QPen(mix(color, palette().color(QPalette::Text), 0.55), 2),
              dark ? QColor(0x10, 0x18, 0x24) : QColor(Qt::white));
  } else {
    draw_pill(painter, mix(base, color, underMouse() ? 0.3 : 0.12), QPen(color, 1.2), palette().color(QPalette::Text));
  }
}

}  // namespace rotorscope
