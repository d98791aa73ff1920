#include "app/pages/muted_label.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QEvent>

namespace rotorscope {

MutedLabel::MutedLabel(const QString& text, QWidget* parent) : QLabel(text, parent) {
  setWordWrap(true);
  restyle();
}

bool MutedLabel::event(QEvent* event) {
  // With a palette of its own it hears of another theme by this event alone.
  if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange) restyle();
  return QLabel::event(event);
}

void MutedLabel::restyle() {
  const QPalette general = QApplication::palette();
  const QColor color = role_color(ColorRole::muted, general);
  if (palette().color(QPalette::WindowText) == color) return;  // setting it comes back here
  QPalette own = general;
  own.setColor(QPalette::WindowText, color);
  setPalette(own);
}

}  // namespace rotorscope
