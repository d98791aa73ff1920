#include "widgets/theme.h"

#include "widgets/icons.h"

#include <QApplication>
#include <cmath>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

/// Relative luminance as WCAG defines it.
double luminance(QRgb color) {
  const auto linear = [](int v) {
    const double s = v / 255.0;
    return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(qRed(color)) + 0.7152 * linear(qGreen(color)) + 0.0722 * linear(qBlue(color));
}

double contrast(const QColor& a, const QColor& b) {
  const double x = luminance(a.rgb());
  const double y = luminance(b.rgb());
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

double lightness(QRgb color) { return 116 * std::cbrt(luminance(color)) - 16; }

TEST(Theme, ViridisGrowsEvenlyInLightness) {
  const auto& table = viridis_table();
  EXPECT_EQ(table.front(), qRgb(0x44, 0x01, 0x54));
  EXPECT_EQ(table.back(), qRgb(0xfd, 0xe7, 0x25));
  const double step = (lightness(table.back()) - lightness(table.front())) / 8;
  for (std::size_t i = 1; i <= 8; ++i) {
    const double rise = lightness(table[i * 255 / 8]) - lightness(table[(i - 1) * 255 / 8]);
    EXPECT_NEAR(rise, step, 0.25 * step) << "eighth " << i;
  }
  for (std::size_t i = 1; i < table.size(); ++i) EXPECT_GE(lightness(table[i]), lightness(table[i - 1]) - 0.05);
}

TEST(Theme, RolesHaveTheirHues) {
  for (const bool dark : {false, true}) {
    const QPalette palette = theme_palette(dark);
    EXPECT_EQ(is_dark(palette), dark);
    const auto hue = [&](ColorRole role) { return role_color(role, palette).hslHue(); };
    EXPECT_NEAR(hue(ColorRole::before), 30, 15);
    EXPECT_NEAR(hue(ColorRole::after), 211, 15);
    EXPECT_NEAR(hue(ColorRole::learned), 147, 20);
    EXPECT_NEAR(hue(ColorRole::orthogonal), 265, 20);
  }
}

TEST(Theme, TextAndDataStandOutFromTheGround) {
  for (const bool dark : {false, true}) {
    const QPalette palette = theme_palette(dark);
    const QColor base = palette.color(QPalette::Base);
    EXPECT_GE(contrast(palette.color(QPalette::Text), base), 10);
    EXPECT_GE(contrast(role_color(ColorRole::muted, palette), base), 4.5);
    EXPECT_GE(contrast(role_color(ColorRole::muted, palette), palette.color(QPalette::Window)), 4.5);
    EXPECT_GE(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)), 4.5);
    for (const ColorRole role : {ColorRole::before, ColorRole::after, ColorRole::learned, ColorRole::orthogonal}) {
      EXPECT_GE(contrast(role_color(role, palette), base), 3) << static_cast<int>(role) << " dark " << dark;
    }
  }
}

TEST(Theme, LabelsOfVariantsHaveRolesAndWords) {
  EXPECT_EQ(variant_role(QStringLiteral("none")), ColorRole::before);
  EXPECT_EQ(variant_role(QStringLiteral("hadamard")), ColorRole::after);
  EXPECT_EQ(variant_role(QStringLiteral("mine.safetensors")), ColorRole::other);
  EXPECT_EQ(variant_text(QStringLiteral("orthogonal")).toStdString(), "random orthogonal");
  EXPECT_EQ(variant_text(QStringLiteral("mine.safetensors")).toStdString(), "mine.safetensors");
}

TEST(Theme, ApplySetsTheApplicationsPalette) {
  apply_theme(ThemeChoice::dark);
  EXPECT_TRUE(is_dark(QApplication::palette()));
  apply_theme(ThemeChoice::system);
  EXPECT_FALSE(is_dark(QApplication::palette())) << "the offscreen platform's own palette is light";
  apply_theme(ThemeChoice::light);
  EXPECT_FALSE(is_dark(QApplication::palette()));
  for (const ThemeChoice choice : {ThemeChoice::light, ThemeChoice::dark, ThemeChoice::system}) {
    EXPECT_EQ(theme_from_name(theme_name(choice)), choice);
  }
}

TEST(Theme, IconsFollowTheTheme) {
  const QIcon save = themed_icon(QStringLiteral("save"));
  ASSERT_FALSE(save.isNull());
  EXPECT_TRUE(themed_icon(QStringLiteral("no-such-icon")).isNull());
  const auto brightest = [&save] {
    const QImage image = save.pixmap(32, 32).toImage();
    int value = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        if (image.pixelColor(x, y).alpha() > 200) value = std::max(value, image.pixelColor(x, y).value());
      }
    }
    return value;
  };
  EXPECT_LT(brightest(), 100);
  apply_theme(ThemeChoice::dark);
  EXPECT_GT(brightest(), 180);
  apply_theme(ThemeChoice::light);
}

}  // namespace
}  // namespace rotorscope
