#include "widgets/max_pool.h"

#include "widgets/theme.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rotorscope {
namespace {

/// acc = max(acc, row); a NaN in `row` leaves acc as it is. Written so that it becomes maxps.
void accumulate(float* acc, const float* row, int n) {
  for (int i = 0; i < n; ++i) acc[i] = acc[i] < row[i] ? row[i] : acc[i];
}

}  // namespace

CellSpan touched_cells(double low, double high, int pixels, int pixel, int cells) {
  const double step = (high - low) / pixels;
  const double first = std::floor(low + pixel * step);
  const double last = std::ceil(low + (pixel + 1) * step);
  const int begin = static_cast<int>(std::clamp(first, 0.0, static_cast<double>(cells)));
  const int end = static_cast<int>(std::clamp(last, 0.0, static_cast<double>(cells)));
  return {begin, std::max(begin, end)};
}

std::vector<float> block_rows(const float* values, int rows, int columns) {
  const auto width = static_cast<std::size_t>(std::max(columns, 0));
  const auto count = static_cast<std::size_t>(std::max(rows, 0) / rows_a_block);
  std::vector<float> blocks(count * width, no_value);
  for (std::size_t row = 0; row < count * rows_a_block; ++row) {
    accumulate(blocks.data() + row / rows_a_block * width, values + row * width, columns);
  }
  return blocks;
}

void max_pool(const float* values, int rows, int columns, const PoolWindow& window, std::vector<float>& out,
              const float* blocks) {
  const auto width = static_cast<std::size_t>(std::max(window.width, 0));
  const auto height = static_cast<std::size_t>(std::max(window.height, 0));
  out.assign(width * height, no_value);
  if (width == 0 || height == 0 || rows <= 0 || columns <= 0) return;
  if (!(window.column_high > window.column_low) || !(window.row_high > window.row_low)) return;

  std::vector<CellSpan> spans(width);
  for (int x = 0; x < window.width; ++x) {
    spans[static_cast<std::size_t>(x)] = touched_cells(window.column_low, window.column_high, window.width, x, columns);
  }
  const int first_column = spans.front().begin;
  const int visible = std::max(0, spans.back().end - first_column);
  std::vector<float> column_maxima(static_cast<std::size_t>(visible));
  CellSpan previous{-1, -1};
  for (int y = 0; y < window.height; ++y) {
    float* line = out.data() + static_cast<std::size_t>(y) * width;
    const CellSpan span = touched_cells(window.row_low, window.row_high, window.height, y, rows);
    if (span == previous) {
      std::copy(line - width, line, line);
      continue;
    }
    previous = span;
    if (span.begin == span.end) continue;
    std::fill(column_maxima.begin(), column_maxima.end(), no_value);
    for (int r = span.begin; r < span.end;) {
      const bool block = blocks != nullptr && r % rows_a_block == 0 && r + rows_a_block <= span.end;
      const float* source = block ? blocks : values;
      const int row = block ? r / rows_a_block : r;
      accumulate(column_maxima.data(),
                 source + static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                     static_cast<std::size_t>(first_column),
                 visible);
      r += block ? rows_a_block : 1;
    }
    for (std::size_t x = 0; x < width; ++x) {
      float largest = no_value;
      for (int c = spans[x].begin - first_column; c < spans[x].end - first_column; ++c) {
        largest = std::max(largest, column_maxima[static_cast<std::size_t>(c)]);
      }
      line[x] = largest;
    }
  }
}

ColorLookup::ColorLookup(double low, double high, bool logarithmic, std::uint32_t blank)
    : colors_(std::size_t{1} << (31 - lookup_shift)), blank_(blank) {
  const double from = logarithmic ? std::log(low) : low;
  const double to = logarithmic ? std::log(high) : high;
  const auto& table = viridis_table();
  for (std::uint32_t i = 0; i < colors_.size(); ++i) {
    const float value = std::bit_cast<float>((i << lookup_shift) | (1U << (lookup_shift - 1)));
    const double position = std::isfinite(value) ? (logarithmic ? std::log(value) : value) : to;
    const double share = to > from ? std::clamp((position - from) / (to - from), 0.0, 1.0) : 0.0;
    colors_[i] = table[static_cast<std::size_t>(std::lround(share * 255))];
  }
}

void ColorLookup::colour_line(const float* values, int n, std::uint32_t* pixels) const {
  for (int i = 0; i < n; ++i) pixels[i] = (*this)(values[i]);
}

}  // namespace rotorscope
