#include "app/pages/muted_label.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QEvent>

namespace rotorscope {

MutedLabel::MutedLabel(const QString& text, QWidget* parent) : QLabel(text, parent) {
  setWordWrap(true);
  restyle();
}

void MutedLabel::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) restyle();
}

void MutedLabel::restyle() {
  const QPalette general = QApplication::palette();
  const QColor color = role_color(ColorRole::muted, general);
  if (palette().color(QPalette::WindowText) == color) return;  // setting it comes back here
  // One colour of its own, the others the application's: with all of them its own it would not hear of another theme.
  QPalette own;
  own.setColor(QPalette::WindowText, color);
  setPalette(own);
}

}  // namespace rotorscope
