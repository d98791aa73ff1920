#include "app/window/spotlight.h"

#include <QAbstractScrollArea>
#include <QPainter>
#include <QScrollArea>

namespace rotorscope {
namespace {

constexpr int look_every_ms = 100;
constexpr int distance = 4;

/// Scrolls the settings panel so that the widget is seen.
void bring_into_view(QWidget* widget) {
  for (QWidget* up = widget->parentWidget(); up != nullptr; up = up->parentWidget()) {
    if (auto* area = qobject_cast<QScrollArea*>(up)) area->ensureWidgetVisible(widget);
  }
}

}  // namespace

Spotlight::Spotlight(QWidget* window, std::function<QWidget*()> target) : QWidget(window), target_(std::move(target)) {
  setObjectName(QStringLiteral("spotlight"));
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_NoSystemBackground);
  setFocusPolicy(Qt::NoFocus);
  hide();
  connect(&timer_, &QTimer::timeout, this, &Spotlight::follow);
}

void Spotlight::set_active(bool active) {
  if (!active) {
    timer_.stop();
    hide();
    return;
  }
  if (QWidget* widget = target_()) bring_into_view(widget);
  timer_.start(look_every_ms);
  follow();
}

void Spotlight::follow() {
  QWidget* widget = target_();
  if (widget == nullptr) {
    hide();
    return;
  }
  QWidget* window = parentWidget();
  QRect place(widget->mapTo(window, QPoint(0, 0)), widget->size());
  place = place.adjusted(-distance, -distance, distance, distance).intersected(window->rect());
  const bool was_hidden = isHidden();
  if (was_hidden) bring_into_view(widget);
  if (geometry() != place) setGeometry(place);
  if (was_hidden) show();
  raise();
}

void Spotlight::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(palette().color(QPalette::Highlight), 3));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), 6, 6);
}

}  // namespace rotorscope
