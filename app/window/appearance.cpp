#include "app/window/appearance.h"

#include "widgets/theme.h"

#include <QApplication>

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
  apply_theme(theme_from_name(override_.isEmpty() ? settings_.theme.value() : override_));
}

}  // namespace rotorscope
