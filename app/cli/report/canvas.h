// A drawing surface for the report's plots: a thin owner of Cairo's image surface.
#pragma once

#include "core/base/result.h"

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

/// The colours that the window uses for the same things.
namespace colors {
inline constexpr Color ink{0.13, 0.15, 0.19};
inline constexpr Color muted{0.36, 0.40, 0.46};
inline constexpr Color grid{0.88, 0.90, 0.92};
inline constexpr Color before{0.851, 0.451, 0.051};
inline constexpr Color after{0.145, 0.451, 0.788};
inline constexpr Color learned{0.118, 0.557, 0.306};
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
