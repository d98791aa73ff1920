#include "app/window/appearance.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QEvent>
#include <QWidget>

namespace rotorscope {

Appearance::Appearance(AppearanceSettings& settings, const QString& theme, QObject* parent)
    : QObject(parent), settings_(settings), override_(theme), base_font_(QApplication::font()) {
  connect(&settings.theme, &SettingBase::changed, this, [this] {
    override_.clear();
    apply_colors();
  });
  // Not within the change itself: the window makes room for a presentation first, and each is a frame's work.
  connect(&settings.presentation, &SettingBase::changed, this, &Appearance::apply_font, Qt::QueuedConnection);
  connect(&settings.larger_text, &SettingBase::changed, this, &Appearance::apply_font);
  apply_font();
  apply_colors();
}

void Appearance::apply_font() {
  QFont font = base_font_;
  const double factor = settings_.presentation ? 1.5 : settings_.larger_text ? 1.25 : 1.0;
  if (font.pointSizeF() > 0) {
    font.setPointSizeF(font.pointSizeF() * factor);
  } else {
    font.setPixelSize(static_cast<int>(font.pixelSize() * factor));
  }
  if (font == QApplication::font()) return;
  QApplication::setFont(font);
  // Qt tells the windows alone; what has a font of its own made from the application's wants to know too.
  QEvent changed(QEvent::ApplicationFontChange);
  for (QWidget* widget : QApplication::allWidgets()) {
    if (!widget->isWindow()) QCoreApplication::sendEvent(widget, &changed);
  }
}

void Appearance::apply_colors() {
  apply_theme(theme_from_name(override_.isEmpty() ? settings_.theme.value() : override_));
}

}  // namespace rotorscope
