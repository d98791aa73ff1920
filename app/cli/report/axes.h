// Title, axes, ticks and legend, the same for every plot of the report.
#pragma once

#include "app/cli/report/canvas.h"

#include <functional>
#include <string>
#include <vector>

namespace rotorscope::cli {

struct Axis {
  std::string name;  ///< with its unit
  double low = 0;
  double high = 1;
  bool logarithmic = false;  ///< low must be above 0
};

struct Tick {
  double value = 0;
  std::string label;
};

struct LegendEntry {
  std::string label;
  Color color;
};

/// Round values between low and high: about `count` of them, on a logarithmic axis 1, 2 and 5 of each decade.
std::vector<Tick> ticks_of(const Axis& axis, int count);

/// A framed plot area in a canvas.
class Plot {
 public:
  static constexpr double width = 900;
  static constexpr double height = 430;

  /// `right` leaves room beside the area, e.g. for a colour bar. An empty `x_ticks` gets round values.
  Plot(const std::string& title, Axis x, Axis y, std::vector<Tick> x_ticks = {}, double right = 24);

  Canvas& canvas() { return canvas_; }
  [[nodiscard]] double x(double value) const { return left_ + fraction(x_, value) * area_width_; }
  [[nodiscard]] double y(double value) const { return top_ + (1 - fraction(y_, value)) * area_height_; }
  [[nodiscard]] Point corner() const { return {left_, top_}; }
  [[nodiscard]] double area_width() const { return area_width_; }
  [[nodiscard]] double area_height() const { return area_height_; }
  /// Calls `draw` with the area as clip.
  void inside(const std::function<void()>& draw);
  /// A row of coloured squares and labels between the title and the area.
  void legend(const std::vector<LegendEntry>& entries);
  Status save(const std::filesystem::path& path) { return canvas_.save(path); }

 private:
  static double fraction(const Axis& axis, double value);
  void draw_axes(std::vector<Tick> x_ticks);

  Canvas canvas_{width, height};
  Axis x_, y_;
  double left_ = 78, top_ = 66, area_width_ = 0, area_height_ = 0;
};

}  // namespace rotorscope::cli
