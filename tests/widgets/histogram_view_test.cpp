#include "widgets/histogram_view.h"

#include "tests/widgets/looking.h"
#include "widgets/gallery/synthetic.h"
#include "widgets/theme.h"

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

std::vector<SiteVariant> before_and_after() {
  std::vector<SiteVariant> all = synthetic::site_variants(256, 64);
  return {all[0], all[2]};
}

TEST(HistogramView, DrawsBothVariantsInTheirColours) {
  HistogramView view;
  view.set_variants(before_and_after());
  show_at(view, 500, 320);
  const QImage image = look_at(view);
  EXPECT_GT(count_like(image, role_color(ColorRole::before, view.palette()).rgb()), 50);
  EXPECT_GT(count_like(image, role_color(ColorRole::after, view.palette()).rgb()), 20);
}

TEST(HistogramView, ASingleCountFarOutIsSeenInANarrowView) {
  SiteVariant variant;
  variant.label = "none";
  variant.histogram = {-500, 500, {std::vector<float>(5001)}};
  variant.histogram.counts.values[2500] = 1e6f;
  variant.histogram.counts.values[4807] = 1;
  HistogramView view;
  view.set_variants({variant});
  show_at(view, 260, 200);
  const QImage image = look_at(view);
  const QRect right(image.width() * 3 / 4, 0, image.width() / 4, image.height());
  EXPECT_GE(count_like(image.copy(right), role_color(ColorRole::before, view.palette()).rgb()), 3);
}

TEST(HistogramView, GridIsDrawnAtOnceWhereItsLevelsAre) {
  HistogramView view;
  view.set_variants(before_and_after());
  show_at(view, 500, 320);
  const QRgb grey = role_color(ColorRole::grid, view.palette()).rgb();
  view.set_grid({});
  const int none = count_like(look_at(view), grey, 6);
  const double high = view.x_range().second;
  view.set_grid({static_cast<float>(-0.8 * high), static_cast<float>(0.8 * high)});
  const int two = count_like(look_at(view), grey, 6);
  EXPECT_GT(two, none + 2 * 150);
}

TEST(HistogramView, GridOfTheChosenVariant) {
  HistogramView view;
  view.set_variants(before_and_after());
  ASSERT_EQ(view.legend().size(), 3u);
  EXPECT_TRUE(view.legend()[2].text.contains(QStringLiteral("16")));
  EXPECT_EQ(view.legend()[2].note.toStdString(), "random Hadamard");
  view.choose_grid(0);
  EXPECT_EQ(view.legend()[2].note.toStdString(), "before rotation");
  view.choose_grid(-1);
  EXPECT_EQ(view.legend().size(), 2u);
}

TEST(HistogramView, LegendNamesErrorAndMaximum) {
  const std::vector<SiteVariant> variants = before_and_after();
  HistogramView view;
  view.set_variants(variants);
  EXPECT_TRUE(view.legend()[0].note.contains(QStringLiteral("dB")));
  EXPECT_TRUE(view.legend()[0].note.contains(QStringLiteral("max")));
}

TEST(HistogramView, ZoomIsKeptWhileTheHistogramMoves) {
  HistogramView view;
  std::vector<SiteVariant> variants = before_and_after();
  view.set_variants(variants);
  show_at(view, 500, 320);
  view.set_x_range(-5, 5);
  for (float& count : variants[1].histogram.counts.values) count *= 2;
  view.set_variants(variants);
  EXPECT_NEAR(view.x_range().first, -5, 1e-9);
  EXPECT_NEAR(view.x_range().second, 5, 1e-9);
}

TEST(HistogramView, BothCountScalesStartBelowTheSmallestBar) {
  HistogramView view;
  view.set_variants(before_and_after());
  EXPECT_GT(view.y_range().first, 0);
  EXPECT_LT(view.y_range().first, 1);
  view.set_count_scale(ValueScale::linear);
  EXPECT_EQ(view.y_range().first, 0);
}

TEST(HistogramView, TableHasABinARow) {
  HistogramView view;
  const std::vector<SiteVariant> variants = before_and_after();
  view.set_variants(variants);
  const TableData table = view.table();
  EXPECT_EQ(table.rows, 201);
  EXPECT_EQ(table.columns.size(), 4);
  EXPECT_NEAR(table.cell(0, 0).toDouble(), variants[0].histogram.low, 1e-9);
  EXPECT_NEAR(table.cell(200, 1).toDouble(), variants[0].histogram.high, 1e-6);
  EXPECT_EQ(table.cell(100, 3).toDouble(), variants[1].histogram.counts.values[100]);
}

TEST(HistogramView, EmptyHistogramsAreHarmless) {
  HistogramView view;
  SiteVariant empty;
  empty.label = "none";
  view.set_variants({empty});
  show_at(view, 300, 200);
  look_at(view);
  EXPECT_EQ(view.table().rows, 0);
  view.clear();
  look_at(view);
}

}  // namespace
}  // namespace rotorscope
