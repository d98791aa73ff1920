// Draws a large figure again and again while it is panned and zoomed, and prints how long a frame takes as one JSON
// object: of 120 frames the one that only one in twenty is slower than.
//
// usage: frame_times heat-map | curve | relief
#include "widgets/curves_view.h"
#include "widgets/heat_map_view.h"
#include "widgets/relief_view.h"

#include <QApplication>
#include <QImage>
#include <QKeyEvent>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string_view>
#include <vector>

namespace {

using rotorscope::CurvePoint;
using rotorscope::CurvesView;
using rotorscope::HeatMapView;
using rotorscope::Map;
using rotorscope::ReliefView;

constexpr int frames = 120;

/// Seconds of each frame. `move` sets the ranges of frame number i of all.
std::vector<double> time_frames(QWidget& view, QWidget& canvas, const std::function<void(double)>& move) {
  view.resize(1280, 800);
  view.show();
  QApplication::processEvents();
  QImage screen(canvas.size(), QImage::Format_RGB32);
  std::vector<double> seconds;
  for (int i = -3; i < frames; ++i) {  // the first few fill caches
    const auto start = std::chrono::steady_clock::now();
    move(std::max(i, 0) / static_cast<double>(frames));
    QApplication::processEvents();
    canvas.render(&screen);
    if (i >= 0) seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return seconds;
}

std::vector<double> heat_map_frames() {
  constexpr int rows = 4096;
  constexpr int columns = 2048;
  Map map;
  map.rows = rows;
  map.columns = columns;
  map.values.values.resize(std::size_t{rows} * columns);
  for (std::size_t i = 0; i < map.values.values.size(); ++i) {
    map.values.values[i] = static_cast<float>((i * 2654435761U) % 1000) / 10;
  }
  HeatMapView view;
  view.set_map(std::move(map));
  return time_frames(view, *view.canvas(), [&view](double t) {  // zooms in while it pans
    view.set_x_range(600 * t, columns - 800 * t);
    view.set_y_range(1200 * t, rows - 1600 * t);
  });
}

std::vector<double> curve_frames() {
  constexpr int count = 1'000'000;
  CurvesView view;
  std::vector<CurvePoint> points;
  points.reserve(count);
  for (std::int64_t i = 0; i < count; ++i) {
    points.push_back({static_cast<double>(i),
                      3 + std::sin(static_cast<double>(i) * 1e-4) + 1e-3 * static_cast<double>(i * 7919 % 100)});
  }
  const int run = view.add_run(QStringLiteral("run"));
  view.set_points(run, points);
  return time_frames(view, *view.canvas(), [&view](double t) { view.set_x_range(3e5 * t, count - 4e5 * t); });
}

/// Two landscapes of 512 tokens and 1536 channels that are turned.
std::vector<double> relief_frames() {
  constexpr int tokens = 512;
  constexpr int channels = 1536;
  Map map;
  map.rows = tokens;
  map.columns = channels;
  map.values.values.resize(std::size_t{tokens} * channels);
  for (std::size_t i = 0; i < map.values.values.size(); ++i) {
    map.values.values[i] = static_cast<float>((i * 2654435761U) % 1000) / (i % 97 == 0 ? 1 : 100);
  }
  ReliefView view;
  view.set_panels({{QStringLiteral("before"), map}, {QStringLiteral("after"), map}});
  return time_frames(view, *view.canvas(), [&view](double) {
    QKeyEvent left(QEvent::KeyPress, Qt::Key_Left, Qt::NoModifier);
    QApplication::sendEvent(view.canvas(), &left);
  });
}

}  // namespace

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  const std::string_view what = argc == 2 ? argv[1] : "";
  if (what != "heat-map" && what != "curve" && what != "relief") {
    std::fputs("usage: frame_times heat-map | curve | relief\n", stderr);
    return 2;
  }
  std::vector<double> seconds = what == "curve"    ? curve_frames()
                                : what == "relief" ? relief_frames()
                                                   : heat_map_frames();
  std::sort(seconds.begin(), seconds.end());
  std::printf(R"({"seconds": %.6f, "median_seconds": %.6f})"
              "\n",
              seconds[seconds.size() * 19 / 20], seconds[seconds.size() / 2]);
  return 0;
}
