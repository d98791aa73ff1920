// Helpers that look at what a widget has drawn.
#pragma once

#include "widgets/plot_frame.h"

#include <QApplication>
#include <QImage>
#include <QTest>
#include <cmath>

namespace rotorscope {

/// Shows the widget at this size and waits until it has drawn.
inline void show_at(QWidget& widget, int width, int height) {
  widget.resize(width, height);
  widget.show();
  QTest::qWait(30);
}

/// The canvas of a plot, freshly drawn.
inline QImage look_at(PlotFrame& view) {
  QTest::qWait(30);
  return view.canvas()->grab().toImage().convertToFormat(QImage::Format_RGB32);
}

inline bool is_like(QRgb a, QRgb b, int tolerance = 12) {
  return std::abs(qRed(a) - qRed(b)) <= tolerance && std::abs(qGreen(a) - qGreen(b)) <= tolerance &&
         std::abs(qBlue(a) - qBlue(b)) <= tolerance;
}

inline int count_like(const QImage& image, QRgb color, int tolerance = 12) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) count += is_like(image.pixel(x, y), color, tolerance) ? 1 : 0;
  }
  return count;
}

/// The leftmost, topmost pixel of about this colour; (−1, −1) if there is none.
inline QPoint find_like(const QImage& image, QRgb color, int tolerance = 12) {
  for (int x = 0; x < image.width(); ++x) {
    for (int y = 0; y < image.height(); ++y) {
      if (is_like(image.pixel(x, y), color, tolerance)) return {x, y};
    }
  }
  return {-1, -1};
}

}  // namespace rotorscope
