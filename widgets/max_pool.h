// Reduces a matrix to the pixels it is shown on, keeping each pixel's largest value: an outlier is one value among
// millions, and averaging or picking would lose it. Private to widgets.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace rotorscope {

/// Which part of the matrix the picture shows, in cells (cell i spans i … i+1; may reach outside), and its pixels.
struct PoolWindow {
  double column_low = 0, column_high = 0;
  double row_low = 0, row_high = 0;
  int width = 0, height = 0;
  bool operator==(const PoolWindow&) const = default;
};

/// The half-open span of cells 0 … `cells` that pixel `pixel` of `pixels` touches when they show low … high; begin ==
/// end where there is none.
struct CellSpan {
  int begin = 0, end = 0;
  bool operator==(const CellSpan&) const = default;
};
[[nodiscard]] CellSpan touched_cells(double low, double high, int pixels, int pixel, int cells);

/// Value of a pixel that shows no cell, or only values that are not a number.
inline constexpr float no_value = -1.0f;

/// Rows that block_rows() takes together.
inline constexpr int rows_a_block = 4;

/// [rows / 4, columns]: the maxima of four rows each of row-major `values` [rows, columns]; what is left of the rows
/// has none. With them a picture of all of the matrix reads a quarter of it.
[[nodiscard]] std::vector<float> block_rows(const float* values, int rows, int columns);

/// `out` becomes [height, width], each the maximum of the non-negative row-major `values` [rows, columns] that the
/// pixel touches. `blocks`: of block_rows(), or nullptr. About 1 ns a value that is read.
void max_pool(const float* values, int rows, int columns, const PoolWindow& window, std::vector<float>& out,
              const float* blocks = nullptr);

/// Colours for float values, looked up by their upper 16 bits: a logarithm a pixel would take longer than pooling.
class ColorLookup {
 public:
  /// Colours low … high (low > 0 if `logarithmic`) in Viridis, `blank` where there is no value.
  ColorLookup(double low, double high, bool logarithmic, std::uint32_t blank);
  [[nodiscard]] std::uint32_t operator()(float value) const {  // here, so that it is inlined in shared code too
    if (!(value >= 0)) return blank_;
    return colors_[std::bit_cast<std::uint32_t>(value == 0 ? 0.0f : value) >> lookup_shift];
  }
  void colour_line(const float* values, int n, std::uint32_t* pixels) const;

 private:
  static constexpr int lookup_shift =
      15;  // keeps sign, exponent and 8 bits of the mantissa: 0.4 %, below a colour step

  std::vector<std::uint32_t> colors_;
  std::uint32_t blank_;
};

}  // namespace rotorscope
