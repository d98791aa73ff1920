#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace rotorscope {
namespace {

struct Point {
  double r, g, b;
};

// The ten published control points of Viridis (viridisLite's viridis(10)); between them a cubic keeps lightness even.
constexpr std::array<Point, 10> control = {{{0x44, 0x01, 0x54},
                                            {0x48, 0x28, 0x78},
                                            {0x3e, 0x4a, 0x89},
                                            {0x31, 0x68, 0x8e},
                                            {0x26, 0x82, 0x8e},
                                            {0x1f, 0x9e, 0x89},
                                            {0x35, 0xb7, 0x79},
                                            {0x6d, 0xcd, 0x59},
                                            {0xb4, 0xde, 0x2c},
                                            {0xfd, 0xe7, 0x25}}};

/// Catmull-Rom through b and c.
double cubic(double a, double b, double c, double d, double t) {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

struct RoleColors {
  QRgb light, dark;
};

RoleColors role_colors(ColorRole role) {
  switch (role) {
    case ColorRole::before:
      return {0xffd9730d, 0xfff59e4c};
    case ColorRole::after:
      return {0xff2573c9, 0xff5aa9f7};
    case ColorRole::learned:
      return {0xff1e8e4e, 0xff4cc38a};
    case ColorRole::orthogonal:
      return {0xff8250c4, 0xffb794f4};
    case ColorRole::other:
      return {0xffb83280, 0xfff06ca8};
    case ColorRole::grid:
      return {0xffa3abb6, 0xff5d6774};
    case ColorRole::muted:
      return {0xff5b6675, 0xff9ba6b4};
    case ColorRole::good:
      return {0xff1e8e4e, 0xff4cc38a};
    case ColorRole::warning:
      return {0xffb7791f, 0xffecc94b};
    case ColorRole::bad:
      return {0xffc53030, 0xfffc8181};
  }
  return {0xff808080, 0xff808080};
}

}  // namespace

QColor role_color(ColorRole role, const QPalette& palette) {
  const RoleColors colors = role_colors(role);
  return QColor::fromRgb(is_dark(palette) ? colors.dark : colors.light);
}

QColor mix(const QColor& a, const QColor& b, double t) {
  const double s = std::clamp(t, 0.0, 1.0);
  const auto blend = [s](double x, double y) { return static_cast<float>(x + (y - x) * s); };
  return QColor::fromRgbF(blend(a.redF(), b.redF()), blend(a.greenF(), b.greenF()), blend(a.blueF(), b.blueF()),
                          blend(a.alphaF(), b.alphaF()));
}

QColor run_color(int index, const QPalette& palette) {
  // None of these is the orange, blue or purple of the variants.
  static constexpr std::array<RoleColors, 6> runs = {{{0xff1e8e4e, 0xff4cc38a},
                                                      {0xffb83280, 0xfff06ca8},
                                                      {0xff0e7c8f, 0xff4fd1c5},
                                                      {0xff8d6e00, 0xffe6c84f},
                                                      {0xff8c564b, 0xffc79a8e},
                                                      {0xff64748b, 0xffa9b4c2}}};
  const RoleColors& run = runs[static_cast<std::size_t>(std::max(index, 0)) % runs.size()];
  return QColor::fromRgb(is_dark(palette) ? run.dark : run.light);
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
  if (std::isnan(t)) t = 0;
  const double position = std::clamp(t, 0.0, 1.0) * (control.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(position), control.size() - 2);
  const double u = position - static_cast<double>(i);
  const Point& a = control[i == 0 ? 0 : i - 1];
  const Point& b = control[i];
  const Point& c = control[i + 1];
  const Point& d = control[std::min(i + 2, control.size() - 1)];
  const auto channel = [&](double Point::*m) {
    return std::clamp(static_cast<int>(std::lround(cubic(a.*m, b.*m, c.*m, d.*m, u))), 0, 255);
  };
  return qRgb(channel(&Point::r), channel(&Point::g), channel(&Point::b));
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
