#include "widgets/theme.h"

#include "widgets/style.h"

#include <QApplication>
#include <QToolTip>

namespace rotorscope {
namespace {

struct Shades {
  QRgb window, base, alternate, text, button, highlight, highlighted_text, link, light, midlight, mid, dark, shadow,
      disabled, tip, tip_text;
};

constexpr Shades light_shades = {0xfff4f5f7, 0xffffffff, 0xfff3f5f8, 0xff1c2430, 0xfffbfbfc, 0xff46607f,
                                 0xffffffff, 0xff2563a8, 0xffffffff, 0xffeceef2, 0xffc9ced6, 0xffa9b0bb,
                                 0xff6b7480, 0xff9aa3af, 0xff2a3342, 0xfff4f6f9};
constexpr Shades dark_shades = {0xff1d2129, 0xff15181e, 0xff1a1e25, 0xffe4e8ee, 0xff272d37, 0xff4f6f96,
                                0xffffffff, 0xff7db4f5, 0xff39414e, 0xff2f3641, 0xff323945, 0xff11141a,
                                0xff0a0c10, 0xff6b7584, 0xff39424f, 0xfff0f3f7};

}  // namespace

QPalette theme_palette(bool dark) {
  const Shades& s = dark ? dark_shades : light_shades;
  QPalette palette;
  const auto set = [&palette](QPalette::ColorRole role, QRgb color) { palette.setColor(role, QColor::fromRgb(color)); };
  set(QPalette::Window, s.window);
  set(QPalette::WindowText, s.text);
  set(QPalette::Base, s.base);
  set(QPalette::AlternateBase, s.alternate);
  set(QPalette::Text, s.text);
  set(QPalette::Button, s.button);
  set(QPalette::ButtonText, s.text);
  set(QPalette::BrightText, 0xffffffff);
  set(QPalette::Highlight, s.highlight);
  set(QPalette::HighlightedText, s.highlighted_text);
  set(QPalette::Link, s.link);
  set(QPalette::LinkVisited, s.link);
  set(QPalette::Light, s.light);
  set(QPalette::Midlight, s.midlight);
  set(QPalette::Mid, s.mid);
  set(QPalette::Dark, s.dark);
  set(QPalette::Shadow, s.shadow);
  set(QPalette::ToolTipBase, s.tip);
  set(QPalette::ToolTipText, s.tip_text);
  set(QPalette::PlaceholderText, s.disabled);
  for (const QPalette::ColorRole role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
    palette.setColor(QPalette::Disabled, role, QColor::fromRgb(s.disabled));
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(s.mid));
  return palette;
}

bool is_dark(const QPalette& palette) { return palette.color(QPalette::Window).lightnessF() < 0.5f; }

void apply_theme(ThemeChoice choice) {
  if (qobject_cast<RotorStyle*>(QApplication::style()) == nullptr) QApplication::setStyle(new RotorStyle);
  bool dark = choice == ThemeChoice::dark;
  if (choice == ThemeChoice::system) {
    // Qt 6.4 has no colour scheme to ask for; the palette that the desktop gives an unthemed program tells.
    QApplication::setPalette(QPalette());
    dark = is_dark(QApplication::palette());
  }
  const QPalette palette = theme_palette(dark);
  QApplication::setPalette(palette);
  QToolTip::setPalette(palette);
}

ThemeChoice theme_from_name(const QString& name) {
  if (name == QStringLiteral("light")) return ThemeChoice::light;
  if (name == QStringLiteral("dark")) return ThemeChoice::dark;
  return ThemeChoice::system;
}

QString theme_name(ThemeChoice choice) {
  switch (choice) {
    case ThemeChoice::light:
      return QStringLiteral("light");
    case ThemeChoice::dark:
      return QStringLiteral("dark");
    case ThemeChoice::system:
      break;
  }
  return QStringLiteral("system");
}

ColorRole variant_role(const QString& label) {
  if (label == QStringLiteral("none")) return ColorRole::before;
  if (label == QStringLiteral("orthogonal")) return ColorRole::orthogonal;
  if (label == QStringLiteral("hadamard")) return ColorRole::after;
  if (label == QStringLiteral("learned")) return ColorRole::learned;
  return ColorRole::other;
}

QString variant_text(const QString& label) {
  if (label == QStringLiteral("none")) return QApplication::translate("variant", "before rotation");
  if (label == QStringLiteral("orthogonal")) return QApplication::translate("variant", "random orthogonal");
  if (label == QStringLiteral("hadamard")) return QApplication::translate("variant", "random Hadamard");
  if (label == QStringLiteral("learned")) return QApplication::translate("variant", "learned");
  return label;
}

QFont heading_font() {
  QFont font = QApplication::font();
  font.setPointSizeF(font.pointSizeF() * 1.05);
  font.setWeight(QFont::DemiBold);
  return font;
}

QFont small_font() {
  QFont font = QApplication::font();
  font.setPointSizeF(font.pointSizeF() * 0.9);
  return font;
}

}  // namespace rotorscope
