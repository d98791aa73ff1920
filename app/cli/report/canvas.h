// A drawing surface for the report's plots: a thin owner of Cairo's image surface.
#pragma once

#include "core/base/result.h"
#include "core/protocol/colors.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <cairo.h>

namespace rotorscope::cli {

struct Color {
  double red = 0, green = 0, blue = 0, alpha = 1;
};

/// 0xrrggbb as a colour.
constexpr Color color_of(std::uint32_t rgb) {
  return {((rgb >> 16) & 0xff) / 255.0, ((rgb >> 8) & 0xff) / 255.0, (rgb & 0xff) / 255.0};
}

namespace colors {
inline constexpr Color ink{0.13, 0.15, 0.19};
inline constexpr Color grid{0.88, 0.90, 0.92};  // lines behind a plot
inline constexpr Color muted = color_of(role_colors::muted.light);
inline constexpr Color before = color_of(role_colors::before.light);
inline constexpr Color after = color_of(role_colors::after.light);
inline constexpr Color learned = color_of(role_colors::learned.light);
inline constexpr Color paper{1, 1, 1};
}  // namespace colors

/// Viridis at t in 0 … 1.
Color viridis(double t);

struct Point {
  double x = 0, y = 0;
};

/// Coordinates are points from the top left corner; the PNG has two pixels a point.
class Canvas {
 public:
  static constexpr double pixels_per_point = 2;
  enum class Align { left, centre, right };

  Canvas(double width, double height);

  /// `baseline` is the text's; `quarter_turn` writes upwards.
  void text(Point baseline, const std::string& text, double size, Align align, Color color = colors::ink,
            bool bold = false, bool quarter_turn = false);
  /// Width in points.
  double text_width(const std::string& text, double size, bool bold = false);
  void line(Point from, Point to, double width, Color color);
  void polyline(const std::vector<Point>& points, double width, Color color);
  /// Fills the polygon.
  void area(const std::vector<Point>& points, Color color);
  void rectangle(Point corner, double width, double height, Color color);
  /// Limits what is drawn to a rectangle until unclip().
  void clip(Point corner, double width, double height);
  void unclip();
  /// Errors: the file cannot be written, there is no memory.
  Status save(const std::filesystem::path& path);

 private:
  void trace(const std::vector<Point>& points);
  void use(Color color) { cairo_set_source_rgba(cairo_.get(), color.red, color.green, color.blue, color.alpha); }
  void select_font(double size, bool bold);

  struct Free {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* context) const { cairo_destroy(context); }
  };
  std::unique_ptr<cairo_surface_t, Free> surface_;
  std::unique_ptr<cairo_t, Free> cairo_;
};

}  // namespace rotorscope::cli
