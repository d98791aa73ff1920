#include "app/cli/report/axes.h"

#include "app/cli/command.h"

#include <algorithm>
#include <cmath>

namespace rotorscope::cli {
namespace {

using Align = Canvas::Align;
constexpr double small = 12;

}  // namespace

std::vector<Tick> ticks_of(const Axis& axis, int count) {
  std::vector<Tick> ticks;
  const double slack = 1e-9 * (axis.high - axis.low);
  if (axis.logarithmic) {
    const bool dense = std::log10(axis.high / axis.low) < 2.5;
    for (double decade = std::pow(10, std::floor(std::log10(axis.low))); decade <= axis.high; decade *= 10) {
      for (const double factor : {1.0, 2.0, 5.0}) {
        const double value = decade * factor;
        if ((factor > 1 && !dense) || value < axis.low - slack || value > axis.high + slack) continue;
        ticks.push_back({value, number(value)});
      }
    }
    return ticks;
  }
  const double rough = (axis.high - axis.low) / count;
  const double decade = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * decade;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * decade >= rough) step = factor * decade;
  }
  for (double i = std::ceil((axis.low - slack) / step); i * step <= axis.high + slack; ++i) {
    // a value next to zero that is only rounding would be labelled 1e-17
    const double value = std::abs(i) < 0.5 ? 0.0 : i * step;
    ticks.push_back({value, number(value)});
  }
  return ticks;
}

Plot::Plot(const std::string& title, Axis x, Axis y, std::vector<Tick> x_ticks, double right)
    : x_(std::move(x)), y_(std::move(y)) {
  area_width_ = width - left_ - right;
  area_height_ = height - top_ - 56;
  canvas_.text({left_, 26}, title, 16, Align::left, colors::ink, true);
  draw_axes(std::move(x_ticks));
}

double Plot::fraction(const Axis& axis, double value) {
  if (axis.logarithmic) return std::log(std::max(value, axis.low * 1e-3) / axis.low) / std::log(axis.high / axis.low);
  return (value - axis.low) / (axis.high - axis.low);
}

void Plot::draw_axes(std::vector<Tick> x_ticks) {
  const double bottom = top_ + area_height_;
  for (const Tick& tick : ticks_of(y_, 6)) {
    canvas_.line({left_, y(tick.value)}, {left_ + area_width_, y(tick.value)}, 1, colors::grid);
    canvas_.text({left_ - 8, y(tick.value) + 4}, tick.label, small, Align::right, colors::muted);
  }
  if (x_ticks.empty()) x_ticks = ticks_of(x_, 9);
  for (const Tick& tick : x_ticks) {
    canvas_.line({x(tick.value), bottom}, {x(tick.value), bottom + 5}, 1, colors::muted);
    canvas_.text({x(tick.value), bottom + 20}, tick.label, small, Align::centre, colors::muted);
  }
  canvas_.line({left_, bottom}, {left_ + area_width_, bottom}, 1, colors::muted);
  canvas_.line({left_, top_}, {left_, bottom}, 1, colors::muted);
  canvas_.text({left_ + area_width_ / 2, bottom + 43}, x_.name, 13, Align::centre);
  canvas_.text({20, top_ + area_height_ / 2}, y_.name, 13, Align::centre, colors::ink, false, true);
}

void Plot::inside(const std::function<void()>& draw) {
  canvas_.clip(corner(), area_width_, area_height_);
  draw();
  canvas_.unclip();
}

void Plot::legend(const std::vector<LegendEntry>& entries) {
  double at = left_;
  for (const LegendEntry& entry : entries) {
    canvas_.rectangle({at, 41}, 12, 12, entry.color);
    canvas_.text({at + 18, 51}, entry.label, small, Align::left);
    at += 18 + canvas_.text_width(entry.label, small) + 24;
  }
}

}  // namespace rotorscope::cli
