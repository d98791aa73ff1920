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
  connect(&settings.larger_text, &SettingBase::changed, this, &Appearance::apply);
  apply();
}

void Appearance::apply() {
  QFont font = base_font_;
  if (settings_.larger_text && font.pointSizeF() > 0) font.setPointSizeF(font.pointSizeF() * 1.25);
  if (settings_.larger_text && font.pointSizeF() <= 0) font.setPixelSize(font.pixelSize() * 5 / 4);
  QApplication::setFont(font);
  apply_theme(theme_from_name(override_.isEmpty() ? settings_.theme.value() : override_));
}

}  // namespace rotorscope
