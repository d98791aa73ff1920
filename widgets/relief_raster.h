// A surface over a grid drawn into pixels with a depth buffer: a few milliseconds for thirty thousand cells, and every
// pixel knows which cell it shows. Private to widgets.
#pragma once

#include <QImage>
#include <QPointF>
#include <QRgb>
#include <QSizeF>
#include <array>
#include <vector>

namespace rotorscope {

/// From where a relief is looked at.
struct ReliefCamera {
  double azimuth = -32;   ///< degrees around the vertical
  double elevation = 30;  ///< degrees above the floor
  double zoom = 1;
  bool operator==(const ReliefCamera&) const = default;
};

/// Places the box u, v ∈ 0…1 (column, row), h ∈ 0…1 (height) on a picture. Parallel projection: equal heights stay equal.
class ReliefProjection {
 public:
  ReliefProjection(const ReliefCamera& camera, QSizeF size);
  [[nodiscard]] QPointF point(double u, double v, double h) const;
  /// Larger is nearer.
  [[nodiscard]] double depth(double u, double v, double h) const;

 private:
  [[nodiscard]] QPointF raw(double u, double v, double h) const;
  double sin_azimuth_, cos_azimuth_, sin_elevation_, cos_elevation_;
  double scale_ = 1;
  QPointF offset_;
};

/// Heights 0…1 at rows × columns points, row-major.
struct ReliefGrid {
  int rows = 0;
  int columns = 0;
  std::vector<float> heights;
  bool operator==(const ReliefGrid&) const = default;
};

struct ReliefPicture {
  QImage image;            ///< transparent where nothing is
  std::vector<int> cells;  ///< a pixel's nearest grid point (row · columns + column), −1: none
  [[nodiscard]] int cell_at(int x, int y) const;
};

/// Draws the surface, coloured by height and shaded by slope, `width` × `height` pixels.
[[nodiscard]] ReliefPicture draw_relief(const ReliefGrid& grid, const ReliefProjection& projection, int width,
                                        int height, const std::array<QRgb, 256>& colors);

}  // namespace rotorscope
