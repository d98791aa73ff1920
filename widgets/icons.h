// The program's icons, drawn for the palette in use.
#pragma once

#include <QIcon>
#include <QString>

namespace rotorscope {

/// The icon resources/icons/<name>.svg; its "currentColor" becomes the application's text colour, at any size and
/// also after the theme changes. An unknown name gives an empty icon.
[[nodiscard]] QIcon themed_icon(const QString& name);
/// The program's own icon, for windows and the about box.
[[nodiscard]] QIcon app_icon();

}  // namespace rotorscope
