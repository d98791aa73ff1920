#include "widgets/max_pool.h"

#include "widgets/theme.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(MaxPool, OneSpikeAmongMillionsIsInExactlyTheRightPixel) {
  constexpr int rows = 2048;
  constexpr int columns = 4096;
  std::vector<float> values(static_cast<std::size_t>(rows) * columns, 0.0f);
  std::mt19937 random(3);
  for (int trial = 0; trial < 20; ++trial) {
    const int row = static_cast<int>(random() % rows);
    const int column = static_cast<int>(random() % columns);
    float& spike = values[static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column)];
    spike = 7;
    std::vector<float> out;
    max_pool(values.data(), rows, columns, {0, columns, 0, rows, 300, 200}, out);
    const int x = static_cast<int>((column + 0.5) * 300 / columns);
    const int y = static_cast<int>((row + 0.5) * 200 / rows);
    EXPECT_EQ(out[static_cast<std::size_t>(y) * 300 + static_cast<std::size_t>(x)], 7);
    // At most the neighbours whose edge crosses the cell show it too.
    EXPECT_LE(std::count(out.begin(), out.end(), 7.0f), 4);
    spike = 0;
  }
}

TEST(MaxPool, AgreesWithThePlainDefinitionOnAnyWindow) {
  constexpr int rows = 37;
  constexpr int columns = 53;
  std::mt19937 random(5);
  std::vector<float> values(std::size_t{rows} * columns);
  for (float& v : values) v = static_cast<float>(random() % 1000);
  const std::vector<float> blocks = block_rows(values.data(), rows, columns);
  ASSERT_EQ(blocks.size(), std::size_t{rows / rows_a_block} * columns);
  for (int trial = 0; trial < 50; ++trial) {
    const auto real = [&](double low, double high) { return low + (high - low) * (random() % 10000) / 10000.0; };
    PoolWindow window;
    window.column_low = real(-5, columns - 2);
    window.column_high = real(window.column_low + 0.5, columns + 6);
    window.row_low = real(-5, rows - 2);
    window.row_high = real(window.row_low + 0.5, rows + 6);
    window.width = 1 + static_cast<int>(random() % 90);
    window.height = 1 + static_cast<int>(random() % 90);
    std::vector<float> out;
    max_pool(values.data(), rows, columns, window, out);
    std::vector<float> quicker;
    max_pool(values.data(), rows, columns, window, quicker, blocks.data());
    ASSERT_EQ(quicker, out);
    for (int y = 0; y < window.height; ++y) {
      for (int x = 0; x < window.width; ++x) {
        const CellSpan r = touched_cells(window.row_low, window.row_high, window.height, y, rows);
        const CellSpan c = touched_cells(window.column_low, window.column_high, window.width, x, columns);
        float expected = no_value;
        for (int i = r.begin; i < r.end; ++i) {
          for (int j = c.begin; j < c.end; ++j) {
            expected = std::max(expected, values[static_cast<std::size_t>(i) * columns + static_cast<std::size_t>(j)]);
          }
        }
        ASSERT_EQ(out[static_cast<std::size_t>(y * window.width + x)], expected) << x << "," << y;
      }
    }
  }
}

TEST(MaxPool, NotANumberHidesNothing) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values = {nan, 3, nan, nan};
  std::vector<float> out;
  max_pool(values.data(), 1, 4, {0, 4, 0, 1, 2, 1}, out);
  EXPECT_EQ(out, (std::vector<float>{3, no_value}));
}

TEST(MaxPool, EmptyMapsAndWindowsGiveNothing) {
  std::vector<float> out;
  max_pool(nullptr, 0, 0, {0, 1, 0, 1, 4, 4}, out);
  EXPECT_EQ(out, std::vector<float>(16, no_value));
  const float one = 1;
  max_pool(&one, 1, 1, {0, 1, 0, 1, 0, 0}, out);
  EXPECT_TRUE(out.empty());
  max_pool(&one, 1, 1, {1, 1, 0, 1, 2, 1}, out);
  EXPECT_EQ(out, std::vector<float>(2, no_value));
}

TEST(ColorLookup, IsWithinAStepOfTheExactColour) {
  const auto& table = viridis_table();
  const auto step_of = [&table](QRgb color) { return std::find(table.begin(), table.end(), color) - table.begin(); };
  const ColorLookup logarithmic(0.01, 1000, true, 0);
  const ColorLookup linear(0, 50, false, 0);
  for (double v = 0.012; v < 990; v *= 1.037) {
    EXPECT_NEAR(static_cast<double>(step_of(logarithmic(static_cast<float>(v)))), std::log10(v / 0.01) / 5 * 255, 1.5);
  }
  for (double v = 0.5; v < 50; v += 0.7) {
    EXPECT_NEAR(static_cast<double>(step_of(linear(static_cast<float>(v)))), v / 50 * 255, 1.6);
  }
}

TEST(ColorLookup, EndsAndBlanks) {
  const ColorLookup lookup(1, 10, true, 0x12345678);
  EXPECT_EQ(lookup(0), viridis_table().front());
  EXPECT_EQ(lookup(-0.0f), viridis_table().front());
  EXPECT_EQ(lookup(1e30f), viridis_table().back());
  EXPECT_EQ(lookup(std::numeric_limits<float>::infinity()), viridis_table().back());
  EXPECT_EQ(lookup(no_value), 0x12345678u);
  EXPECT_EQ(lookup(std::numeric_limits<float>::quiet_NaN()), 0x12345678u);
}

}  // namespace
}  // namespace rotorscope
