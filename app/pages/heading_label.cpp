#include "app/pages/heading_label.h"

#include "widgets/theme.h"

#include <QEvent>

namespace rotorscope {

HeadingLabel::HeadingLabel(const QString& text, QWidget* parent) : QLabel(text, parent) { setFont(heading_font()); }

bool HeadingLabel::event(QEvent* event) {
  if (event->type() == QEvent::ApplicationFontChange) setFont(heading_font());
  return QLabel::event(event);
}

}  // namespace rotorscope
