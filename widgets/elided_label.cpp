#include "widgets/elided_label.h"

#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace rotorscope {

ElidedLabel::ElidedLabel(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void ElidedLabel::set_text(const QString& text) {
  text_ = text;
  setAccessibleName(text);
  updateGeometry();
  update();
}

QSize ElidedLabel::sizeHint() const { return {fontMetrics().horizontalAdvance(text_) + 2, fontMetrics().height()}; }

QSize ElidedLabel::minimumSizeHint() const {
  // A title keeps its beginning.
  return {prominent_ ? std::min(60, sizeHint().width()) : 0, fontMetrics().height()};
}

void ElidedLabel::set_prominent(bool prominent) {
  prominent_ = prominent;
  update();
}

void ElidedLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(prominent_ ? palette().color(QPalette::WindowText) : role_color(ColorRole::muted, palette()));
  const Qt::TextElideMode mode = prominent_ ? Qt::ElideRight : Qt::ElideMiddle;
  painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(text_, mode, width()));
}

bool ElidedLabel::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && fontMetrics().horizontalAdvance(text_) > width()) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text_.toHtmlEscaped(), this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace rotorscope
