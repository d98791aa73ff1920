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
    apply();
  });
  connect(&settings.presentation, &SettingBase::changed, this, &Appearance::apply);
  connect(&settings.larger_text, &SettingBase::changed, this, &Appearance::apply);
  apply();
}

void Appearance::apply() {
  QFont font = base_font_;
  const double factor = settings_.presentation ? 1.5 : settings_.larger_text ? 1.25 : 1.0;
  if (font.pointSizeF() > 0) {
    font.setPointSizeF(font.pointSizeF() * factor);
  } else {
    font.setPixelSize(static_cast<int>(font.pixelSize() * factor));
  }
  QApplication::setFont(font);
  // Qt tells the windows alone; what has a font of its own made from the application's wants to know too.
  QEvent changed(QEvent::ApplicationFontChange);
  for (QWidget* widget : QApplication::allWidgets()) {
    if (!widget->isWindow()) QCoreApplication::sendEvent(widget, &changed);
  }
  apply_theme(theme_from_name(override_.isEmpty() ? settings_.theme.value() : override_));
}

}  // namespace rotorscope
