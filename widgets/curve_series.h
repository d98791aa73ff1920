// Points of one curve with the smallest and largest value of every block of points, so that a million points can be
// drawn on a thousand pixels without looking at each of them and without losing a spike. Private to widgets.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace rotorscope {

class CurveSeries {
 public:
  /// Appends a point. x must grow: a point at or before the last x takes back the points from there on, as a run does
  /// that goes on from a checkpoint. A y that is not a number is kept as a gap; an x that is none is ignored.
  void append(double x, double y);
  void clear();
  [[nodiscard]] std::size_t size() const { return x_.size(); }
  [[nodiscard]] bool empty() const { return x_.empty(); }
  [[nodiscard]] double x(std::size_t i) const { return x_[i]; }
  [[nodiscard]] double y(std::size_t i) const { return y_[i]; }
  /// Index of the first point at or after x.
  [[nodiscard]] std::size_t lower_bound(double x) const;
  /// Smallest and largest y of the points begin … end−1; nothing if all are gaps.
  [[nodiscard]] std::optional<std::pair<double, double>> range(std::size_t begin, std::size_t end) const;
  /// Smallest y above zero, for logarithmic axes; nothing if there is none.
  [[nodiscard]] std::optional<double> smallest_positive() const;
  /// Index of the point with the smallest (largest) y; nothing if all are gaps.
  [[nodiscard]] std::optional<std::size_t> lowest() const;
  [[nodiscard]] std::optional<std::size_t> highest() const;

 private:
  struct Extremes {
    double low, high;
  };
  static constexpr std::size_t block = 64;
  static constexpr std::size_t levels = 3;

  void truncate(std::size_t size);
  void include(std::size_t index);

  std::vector<double> x_, y_;
  std::vector<Extremes> blocks_[levels];  ///< of 64, 64², 64³ points
};

}  // namespace rotorscope
