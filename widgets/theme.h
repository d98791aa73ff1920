// Colours and fonts of the whole window: each colour has one meaning, in light and in dark.
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>
#include <array>

namespace rotorscope {

enum class ThemeChoice { light, dark, system };

/// What a colour means. The same in every view.
enum class ColorRole {
  before,      ///< unrotated: warm orange
  after,       ///< rotated, random Hadamard: blue
  learned,     ///< learned rotation: green
  orthogonal,  ///< random orthogonal: purple
  other,       ///< a rotation from a file: magenta
  grid,        ///< levels of a quantizer: grey
  muted,       ///< secondary text, baselines
  good,        ///< a check that passed
  warning,     ///< needs a look
  bad          ///< an error, a check that failed
};

/// Spacing in logical pixels, so that the pages align.
inline constexpr int space_small = 4;
inline constexpr int space = 8;
inline constexpr int space_large = 16;

/// Sets Fusion style, palette and tooltip colours of the application. `system` follows the desktop's palette. Call it
/// once before the first widget and again whenever the user changes the theme.
void apply_theme(ThemeChoice choice);
/// The palette that apply_theme sets.
[[nodiscard]] QPalette theme_palette(bool dark);
/// True when the palette's windows are dark; plots and icons choose their colours by it.
[[nodiscard]] bool is_dark(const QPalette& palette);
/// "light", "dark", "system" and back, for settings; anything else is system.
[[nodiscard]] ThemeChoice theme_from_name(const QString& name);
[[nodiscard]] QString theme_name(ThemeChoice choice);

[[nodiscard]] QColor role_color(ColorRole role, const QPalette& palette);
/// The role of a SiteVariant's label: none, orthogonal, hadamard, learned, or a file's name.
[[nodiscard]] ColorRole variant_role(const QString& label);
/// The label in words: "before", "random orthogonal", "random Hadamard", "learned", or the file's name.
[[nodiscard]] QString variant_text(const QString& label);
/// Colour of run `index` among several overlaid runs; the first is the learned green.
[[nodiscard]] QColor run_color(int index, const QPalette& palette);
/// Colour of an outlier ratio: calm at 1, orange from about 10, red from about 50.
[[nodiscard]] QColor outlier_color(double ratio, const QPalette& palette);
/// `a` with the share `t` (0…1) of `b` mixed in.
[[nodiscard]] QColor mix(const QColor& a, const QColor& b, double t);

/// Viridis (van der Walt and Smith 2015), t in 0…1; outside it is clamped.
[[nodiscard]] QRgb viridis(double t);
/// 256 steps of viridis(), dark to bright.
[[nodiscard]] const std::array<QRgb, 256>& viridis_table();

/// The application's font, larger and bold: titles of views and cards.
[[nodiscard]] QFont heading_font();
/// A step smaller than the application's font: axes, notes.
[[nodiscard]] QFont small_font();

}  // namespace rotorscope
