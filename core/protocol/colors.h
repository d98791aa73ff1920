// Colours that mean the same wherever something is drawn, in the window and in the report of `rotor demo`.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace rotorscope {

/// 0xrrggbb on a light and on a dark ground.
struct RoleColors {
  std::uint32_t light = 0;
  std::uint32_t dark = 0;
};

namespace role_colors {
inline constexpr RoleColors before{0xd9730d, 0xf59e4c};      ///< without rotation
inline constexpr RoleColors after{0x2573c9, 0x5aa9f7};       ///< random Hadamard
inline constexpr RoleColors learned{0x1e8e4e, 0x4cc38a};     ///< learned
inline constexpr RoleColors orthogonal{0x8250c4, 0xb794f4};  ///< random orthogonal
inline constexpr RoleColors other{0xb83280, 0xf06ca8};       ///< from a file
inline constexpr RoleColors grid{0xa3abb6, 0x5d6774};        ///< levels of a quantizer
inline constexpr RoleColors muted{0x5b6675, 0x9ba6b4};       ///< secondary text
}  // namespace role_colors

/// Red, green and blue, 0 … 255, of Viridis (van der Walt and Smith 2015) at t; t is clamped to 0 … 1, NaN is 0.
[[nodiscard]] inline std::array<int, 3> viridis_rgb(double t) {
  // The ten published control points (viridisLite's viridis(10)); between them a cubic keeps lightness even.
  static constexpr std::array<std::array<double, 3>, 10> control = {{{0x44, 0x01, 0x54},
                                                                     {0x48, 0x28, 0x78},
                                                                     {0x3e, 0x4a, 0x89},
                                                                     {0x31, 0x68, 0x8e},
                                                                     {0x26, 0x82, 0x8e},
                                                                     {0x1f, 0x9e, 0x89},
                                                                     {0x35, 0xb7, 0x79},
                                                                     {0x6d, 0xcd, 0x59},
                                                                     {0xb4, 0xde, 0x2c},
                                                                     {0xfd, 0xe7, 0x25}}};
  const double position = std::clamp(std::isnan(t) ? 0.0 : t, 0.0, 1.0) * (control.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(position), control.size() - 2);
  const double u = position - static_cast<double>(i);
  std::array<int, 3> rgb{};
  for (std::size_t channel = 0; channel < rgb.size(); ++channel) {
    const double a = control[i == 0 ? 0 : i - 1][channel];
    const double b = control[i][channel];
    const double c = control[i + 1][channel];
    const double d = control[std::min(i + 2, control.size() - 1)][channel];
    // Catmull-Rom through b and c.
    const double value = b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)));
    rgb[channel] = std::clamp(static_cast<int>(std::lround(value)), 0, 255);
  }
  return rgb;
}

}  // namespace rotorscope
