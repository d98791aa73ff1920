#include "widgets/curve_series.h"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

std::optional<std::pair<double, double>> plain_range(const CurveSeries& series, std::size_t begin, std::size_t end) {
  std::optional<std::pair<double, double>> all;
  for (std::size_t i = begin; i < std::min(end, series.size()); ++i) {
    const double y = series.y(i);
    if (std::isnan(y)) continue;
    if (!all) all = {y, y};
    all->first = std::min(all->first, y);
    all->second = std::max(all->second, y);
  }
  return all;
}

TEST(CurveSeries, RangesOverBlocksEqualPlainRanges) {
  std::mt19937 random(1);
  CurveSeries series;
  for (int i = 0; i < 20000; ++i) {
    const double y =
        random() % 50 == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(random() % 100000);
    series.append(i, y);
  }
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t begin = random() % 20000;
    const std::size_t end = begin + random() % (20001 - begin);
    EXPECT_EQ(series.range(begin, end), plain_range(series, begin, end)) << begin << " " << end;
  }
}

TEST(CurveSeries, ARunThatGoesOnFromACheckpointTakesLaterPointsBack) {
  CurveSeries series;
  for (int i = 1; i <= 5000; ++i) series.append(i, i == 4500 ? 1e9 : 1.0);
  series.append(4001, 2);
  EXPECT_EQ(series.size(), 4001u);
  EXPECT_EQ(series.range(0, series.size())->second, 2) << "the spike that was taken back must not stay in the blocks";
  EXPECT_EQ(series.range(3968, 4001), plain_range(series, 3968, 4001));
}

TEST(CurveSeries, BestPointsAndPositiveMinimum) {
  CurveSeries series;
  EXPECT_FALSE(series.lowest());
  for (int i = 0; i < 300; ++i) series.append(i, i == 200 ? -4.0 : i == 10 ? 0.25 : 1.0 + i);
  EXPECT_EQ(series.lowest(), 200u);
  EXPECT_EQ(series.highest(), 299u);
  EXPECT_EQ(series.smallest_positive(), 0.25);
}

TEST(CurveSeries, GapsAndInfinitiesAreNoValues) {
  CurveSeries series;
  series.append(1, std::numeric_limits<double>::infinity());
  series.append(2, std::numeric_limits<double>::quiet_NaN());
  series.append(std::numeric_limits<double>::quiet_NaN(), 3);
  EXPECT_EQ(series.size(), 2u);
  EXPECT_FALSE(series.range(0, 2));
  EXPECT_FALSE(series.smallest_positive());
}

}  // namespace
}  // namespace rotorscope
