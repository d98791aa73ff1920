#include "app/cli/report/canvas.h"

#include "core/base/files.h"

#include <cmath>

namespace rotorscope::cli {

Color viridis(double t) {
  const auto rgb = viridis_rgb(t);
  return {rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0};
}

Canvas::Canvas(double width, double height)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width * pixels_per_point),
                                          static_cast<int>(height * pixels_per_point))),
      cairo_(cairo_create(surface_.get())) {
  cairo_scale(cairo_.get(), pixels_per_point, pixels_per_point);
  rectangle({0, 0}, width, height, colors::paper);
}

void Canvas::select_font(double size, bool bold) {
  cairo_select_font_face(cairo_.get(), "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo_.get(), size);
}

double Canvas::text_width(const std::string& text, double size, bool bold) {
  select_font(size, bold);
  cairo_text_extents_t extents;
  cairo_text_extents(cairo_.get(), text.c_str(), &extents);
  return extents.x_advance;
}

void Canvas::text(Point baseline, const std::string& text, double size, Align align, Color color, bool bold,
                  bool quarter_turn) {
  const double width = text_width(text, size, bold);
  double shift = 0;
  if (align == Align::centre) shift = -width / 2;
  if (align == Align::right) shift = -width;
  cairo_save(cairo_.get());
  cairo_translate(cairo_.get(), baseline.x, baseline.y);
  if (quarter_turn) cairo_rotate(cairo_.get(), -std::acos(0.0));
  cairo_move_to(cairo_.get(), shift, 0);
  use(color);
  cairo_show_text(cairo_.get(), text.c_str());
  cairo_restore(cairo_.get());
}

void Canvas::trace(const std::vector<Point>& points) {
  cairo_new_path(cairo_.get());
  for (const Point& p : points) cairo_line_to(cairo_.get(), p.x, p.y);
}

void Canvas::line(Point from, Point to, double width, Color color) { polyline({from, to}, width, color); }

void Canvas::polyline(const std::vector<Point>& points, double width, Color color) {
  trace(points);
  use(color);
  cairo_set_line_width(cairo_.get(), width);
  cairo_set_line_join(cairo_.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(cairo_.get());
}

void Canvas::area(const std::vector<Point>& points, Color color) {
  trace(points);
  use(color);
  cairo_fill(cairo_.get());
}

void Canvas::rectangle(Point corner, double width, double height, Color color) {
  cairo_new_path(cairo_.get());
  cairo_rectangle(cairo_.get(), corner.x, corner.y, width, height);
  use(color);
  cairo_fill(cairo_.get());
}

void Canvas::clip(Point corner, double width, double height) {
  cairo_save(cairo_.get());
  cairo_new_path(cairo_.get());
  cairo_rectangle(cairo_.get(), corner.x, corner.y, width, height);
  cairo_clip(cairo_.get());
}

void Canvas::unclip() { cairo_restore(cairo_.get()); }

Status Canvas::save(const std::filesystem::path& path) {
  return write_atomically(path, [&](const std::filesystem::path& temporary) -> Status {
    const cairo_status_t drawn = cairo_status(cairo_.get());
    if (drawn != CAIRO_STATUS_SUCCESS) return fail(cairo_status_to_string(drawn), path.string());
    cairo_surface_flush(surface_.get());
    const cairo_status_t written = cairo_surface_write_to_png(surface_.get(), temporary.c_str());
    if (written != CAIRO_STATUS_SUCCESS) {
      return fail(std::string("the picture cannot be written: ") + cairo_status_to_string(written), path.string(),
                  "check the folder and the free space");
    }
    return {};
  });
}

}  // namespace rotorscope::cli
