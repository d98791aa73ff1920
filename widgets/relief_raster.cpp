#include "widgets/relief_raster.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace rotorscope {
namespace {

constexpr double width_of_box = 1.7;  // channels get more room than tokens
constexpr double height_of_box = 0.62;

struct Vertex {
  float x, y, depth, height;
  int cell;
};

class Raster {
 public:
  Raster(int width, int height, const std::array<QRgb, 256>& colors)
      : width_(width), height_(height), colors_(colors), depth_(pixels(), -std::numeric_limits<float>::infinity()) {
    picture.image = QImage(width, height, QImage::Format_ARGB32);
    picture.image.fill(Qt::transparent);
    picture.cells.assign(pixels(), -1);
    bits_ = reinterpret_cast<QRgb*>(picture.image.bits());
    line_ = picture.image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
  }

  void triangle(const Vertex& a, const Vertex& b, const Vertex& c, float light) {
    const float area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    if (std::abs(area) < 1e-6F) return;
    const int left = std::max(0, static_cast<int>(std::floor(std::min({a.x, b.x, c.x}))));
    const int right = std::min(width_ - 1, static_cast<int>(std::ceil(std::max({a.x, b.x, c.x}))));
    const int top = std::max(0, static_cast<int>(std::floor(std::min({a.y, b.y, c.y}))));
    const int bottom = std::min(height_ - 1, static_cast<int>(std::ceil(std::max({a.y, b.y, c.y}))));
    // The corners' shares of a point are linear in x and y.
    const float scale = 1 / area;
    const float a_x = (b.y - c.y) * scale;
    const float a_y = (c.x - b.x) * scale;
    const float b_x = (c.y - a.y) * scale;
    const float b_y = (a.x - c.x) * scale;
    for (int y = top; y <= bottom; ++y) {
      const float down = static_cast<float>(y) + 0.5F - c.y;
      const float across = static_cast<float>(left) + 0.5F - c.x;
      float wa = a_x * across + a_y * down;
      float wb = b_x * across + b_y * down;
      const std::size_t row = static_cast<std::size_t>(y) * static_cast<std::size_t>(width_);
      for (int x = left; x <= right; ++x, wa += a_x, wb += b_x) {
        const float wc = 1 - wa - wb;
        constexpr float edge = -0.001F;  // neighbours share their edge without a gap
        if (wa < edge || wb < edge || wc < edge) continue;
        const std::size_t at = row + static_cast<std::size_t>(x);
        const float depth = wa * a.depth + wb * b.depth + wc * c.depth;
        if (depth <= depth_[at]) continue;
        depth_[at] = depth;
        bits_[y * line_ + x] = shaded(wa * a.height + wb * b.height + wc * c.height, light);
        picture.cells[at] = wa >= wb && wa >= wc ? a.cell : (wb >= wc ? b.cell : c.cell);
      }
    }
  }

  ReliefPicture picture;

 private:
  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  }
  [[nodiscard]] QRgb shaded(float height, float light) const {
    const QRgb color = colors_[static_cast<std::size_t>(std::clamp(height, 0.0F, 1.0F) * 255)];
    const auto channel = [light](int value) {
      return std::min(static_cast<int>(static_cast<float>(value) * light), 255);
    };
    return qRgb(channel(qRed(color)), channel(qGreen(color)), channel(qBlue(color)));
  }

  int width_, height_;
  const std::array<QRgb, 256>& colors_;
  std::vector<float> depth_;
  QRgb* bits_ = nullptr;
  qsizetype line_ = 0;
};

}  // namespace

ReliefProjection::ReliefProjection(const ReliefCamera& camera, QSizeF size) {
  const double degree = std::numbers::pi / 180;
  sin_azimuth_ = std::sin(camera.azimuth * degree);
  cos_azimuth_ = std::cos(camera.azimuth * degree);
  sin_elevation_ = std::sin(camera.elevation * degree);
  cos_elevation_ = std::cos(camera.elevation * degree);
  double left = 1e9;
  double right = -1e9;
  double top = 1e9;
  double bottom = -1e9;
  for (int corner = 0; corner < 8; ++corner) {
    const QPointF at = raw(corner & 1, (corner >> 1) & 1, (corner >> 2) & 1);
    left = std::min(left, at.x());
    right = std::max(right, at.x());
    top = std::min(top, at.y());
    bottom = std::max(bottom, at.y());
  }
  scale_ = std::min(size.width() / (right - left), size.height() / (bottom - top)) * camera.zoom;
  offset_ = QPointF(size.width() / 2, size.height() / 2) - QPointF(left + right, top + bottom) / 2 * scale_;
}

QPointF ReliefProjection::raw(double u, double v, double h) const {
  const double x = (u - 0.5) * width_of_box;
  const double y = v - 0.5;
  const double across = x * cos_azimuth_ - y * sin_azimuth_;
  const double towards = x * sin_azimuth_ + y * cos_azimuth_;
  return {across, towards * sin_elevation_ - h * height_of_box * cos_elevation_};
}

QPointF ReliefProjection::point(double u, double v, double h) const { return raw(u, v, h) * scale_ + offset_; }

double ReliefProjection::depth(double u, double v, double h) const {
  const double towards = (u - 0.5) * width_of_box * sin_azimuth_ + (v - 0.5) * cos_azimuth_;
  return towards * cos_elevation_ + h * height_of_box * sin_elevation_;
}

int ReliefPicture::cell_at(int x, int y) const {
  if (x < 0 || y < 0 || x >= image.width() || y >= image.height()) return -1;
  return cells[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) + static_cast<std::size_t>(x)];
}

ReliefPicture draw_relief(const ReliefGrid& grid, const ReliefProjection& projection, int width, int height,
                          const std::array<QRgb, 256>& colors) {
  if (width <= 0 || height <= 0 || grid.rows < 2 || grid.columns < 2) return {};
  Raster raster(width, height, colors);
  std::vector<Vertex> vertices(grid.heights.size());
  for (int row = 0; row < grid.rows; ++row) {
    for (int column = 0; column < grid.columns; ++column) {
      const int cell = row * grid.columns + column;
      const double h = grid.heights[static_cast<std::size_t>(cell)];
      const double u = static_cast<double>(column) / (grid.columns - 1);
      const double v = static_cast<double>(row) / (grid.rows - 1);
      const QPointF at = projection.point(u, v, h);
      vertices[static_cast<std::size_t>(cell)] = {static_cast<float>(at.x()), static_cast<float>(at.y()),
                                                  static_cast<float>(projection.depth(u, v, h)), static_cast<float>(h),
                                                  cell};
    }
  }
  const double column_step = width_of_box / (grid.columns - 1);
  const double row_step = 1.0 / (grid.rows - 1);
  for (int row = 0; row + 1 < grid.rows; ++row) {
    for (int column = 0; column + 1 < grid.columns; ++column) {
      const auto at =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) + static_cast<std::size_t>(column);
      const Vertex& a = vertices[at];
      const Vertex& b = vertices[at + 1];
      const Vertex& c = vertices[at + static_cast<std::size_t>(grid.columns)];
      const Vertex& d = vertices[at + static_cast<std::size_t>(grid.columns) + 1];
      // Light from the left and above: slopes that fall to the right are darker.
      const double slope_x =
          static_cast<double>(b.height - a.height + d.height - c.height) / 2 * height_of_box / column_step;
      const double slope_y =
          static_cast<double>(c.height - a.height + d.height - b.height) / 2 * height_of_box / row_step;
      const double length = std::sqrt(slope_x * slope_x + slope_y * slope_y + 1);
      const auto light = static_cast<float>(0.72 + 0.33 * (0.55 * slope_x + 0.25 * slope_y + 0.8) / length);
      raster.triangle(a, b, c, light);
      raster.triangle(d, c, b, light);
    }
  }
  return std::move(raster.picture);
}

}  // namespace rotorscope
