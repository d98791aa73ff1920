#include "core/protocol/colors.h"

#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace rotorscope {
namespace {

RoleColors colors_of(ColorRole role) {
  switch (role) {
    case ColorRole::before:
      return role_colors::before;
    case ColorRole::after:
      return role_colors::after;
    case ColorRole::learned:
    case ColorRole::good:
      return role_colors::learned;
    case ColorRole::orthogonal:
      return role_colors::orthogonal;
    case ColorRole::other:
      return role_colors::other;
    case ColorRole::grid:
      return role_colors::grid;
    case ColorRole::muted:
      return role_colors::muted;
    case ColorRole::warning:
      return {0xb7791f, 0xecc94b};
    case ColorRole::bad:
      return {0xc53030, 0xfc8181};
  }
  return {0x808080, 0x808080};
}

QColor on_ground(const RoleColors& colors, const QPalette& palette) {
  return QColor::fromRgb(is_dark(palette) ? colors.dark : colors.light);
}

}  // namespace

QColor role_color(ColorRole role, const QPalette& palette) { return on_ground(colors_of(role), palette); }

QColor mix(const QColor& a, const QColor& b, double t) {
  const double s = std::clamp(t, 0.0, 1.0);
  const auto blend = [s](double x, double y) { return static_cast<float>(x + (y - x) * s); };
  return QColor::fromRgbF(blend(a.redF(), b.redF()), blend(a.greenF(), b.greenF()), blend(a.blueF(), b.blueF()),
                          blend(a.alphaF(), b.alphaF()));
}

QColor run_color(int index, const QPalette& palette) {
  // None of these is the orange, blue or purple of the variants.
  static constexpr std::array<RoleColors, 6> runs = {{role_colors::learned,
                                                      role_colors::other,
                                                      {0x0e7c8f, 0x4fd1c5},
                                                      {0x8d6e00, 0xe6c84f},
                                                      {0x8c564b, 0xc79a8e},
                                                      {0x64748b, 0xa9b4c2}}};
  return on_ground(runs[static_cast<std::size_t>(std::max(index, 0)) % runs.size()], palette);
}

QColor outlier_color(double ratio, const QPalette& palette) {
  const QColor calm = mix(role_color(ColorRole::muted, palette), palette.color(QPalette::Base), 0.35);
  const QColor orange = role_color(ColorRole::before, palette);
  const QColor red = role_color(ColorRole::bad, palette);
  if (!(ratio > 1)) return calm;
  const double decades = std::log10(ratio);  // 10 is orange, 50 is red
  if (decades <= 1) return mix(calm, orange, decades * decades);
  return mix(orange, red, (decades - 1) / 0.7);
}

QRgb viridis(double t) {
  const auto rgb = viridis_rgb(t);
  return qRgb(rgb[0], rgb[1], rgb[2]);
}

const std::array<QRgb, 256>& viridis_table() {
  static const std::array<QRgb, 256> table = [] {
    std::array<QRgb, 256> colors{};
    for (std::size_t i = 0; i < colors.size(); ++i) colors[i] = viridis(static_cast<double>(i) / 255.0);
    return colors;
  }();
  return table;
}

}  // namespace rotorscope
