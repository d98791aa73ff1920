#include "widgets/curves_view.h"

#include "tests/widgets/looking.h"
#include "widgets/theme.h"

#include <cstdio>
#include <ctime>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(CurvesView, PointsAppearWithinATick) {
  CurvesView view;
  show_at(view, 400, 260);
  const int run = view.add_run(QStringLiteral("run 1"));
  for (int i = 1; i <= 20; ++i) view.append(run, i, 10.0 - 0.1 * i);
  EXPECT_EQ(view.point_count(run), 0) << "collected, not drawn one by one";
  QTest::qWait(80);
  EXPECT_EQ(view.point_count(run), 20);
  EXPECT_GT(count_like(look_at(view), run_color(0, view.palette()).rgb(), 30), 100);
}

TEST(CurvesView, FollowsTheEndUntilTheReaderZooms) {
  CurvesView view;
  show_at(view, 400, 260);
  const int run = view.add_run(QStringLiteral("run 1"));
  for (int i = 1; i <= 50; ++i) view.append(run, i, i);
  view.flush();
  EXPECT_NEAR(view.x_range().second, 50, 1e-9);
  view.set_x_range(10, 20);
  view.append(run, 60, 3);
  view.flush();
  EXPECT_NEAR(view.x_range().first, 10, 1e-9);
  EXPECT_NEAR(view.x_range().second, 20, 1e-9);
  view.reset_view();
  EXPECT_NEAR(view.x_range().second, 60, 1e-9);
}

TEST(CurvesView, TheExpectedEndIsShownFromTheStart) {
  CurvesView view;
  view.add_run(QStringLiteral("run 1"));
  view.set_expected_end(100);
  EXPECT_NEAR(view.x_range().second, 100, 1e-9);
}

TEST(CurvesView, TheLegendNamesTheBestPoint) {
  CurvesView view;
  view.set_best(BestPoint::lowest);
  const int run = view.add_run(QStringLiteral("run 1"));
  const std::vector<CurvePoint> points = {{1, 5}, {2, 3.81}, {3, 4}};
  view.set_points(run, points);
  ASSERT_EQ(view.legend().size(), 1u);
  EXPECT_EQ(view.legend()[0].note.toStdString(), "4 · best 3.81 at 2");
}

TEST(CurvesView, OneSpikeInAMillionPointsIsDrawnAndPanningIsQuick) {
  CurvesView view;
  show_at(view, 700, 300);
  const int run = view.add_run(QStringLiteral("long"));
  std::vector<CurvePoint> points;
  for (int i = 0; i < 1000000; ++i) points.push_back({static_cast<double>(i), i == 654321 ? 100.0 : 1.0});
  view.set_points(run, points);
  const QImage image = look_at(view);
  const QImage upper = image.copy(0, 0, image.width(), image.height() / 2);
  EXPECT_GE(count_like(upper, run_color(0, view.palette()).rgb()), 50);

  const std::clock_t start = std::clock();  // processor time: the machine may be busy
  constexpr int frames = 10;
  for (int i = 0; i < frames; ++i) {
    view.set_x_range(1000.0 * i, 900000.0 + 1000 * i);
    QApplication::processEvents();
    view.canvas()->grab();
  }
  const double ms = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / frames;
  std::printf("%.1f ms a frame\n", ms);
  EXPECT_LT(ms, 100);
}

TEST(CurvesView, LogarithmicAxisLeavesOutWhatHasNoLogarithm) {
  CurvesView view;
  view.set_value_scale(ValueScale::logarithmic);
  const int run = view.add_run(QStringLiteral("run 1"));
  const std::vector<CurvePoint> points = {{1, 1e-3}, {2, 0}, {3, -1}, {4, 10}};
  view.set_points(run, points);
  show_at(view, 400, 260);
  look_at(view);
  EXPECT_GT(view.y_range().first, 0);
  EXPECT_LT(view.y_range().first, 1e-3);
  EXPECT_GT(view.y_range().second, 10);
}

TEST(CurvesView, HiddenRunsDoNotStretchTheAxes) {
  CurvesView view;
  const int small = view.add_run(QStringLiteral("small"));
  const int large = view.add_run(QStringLiteral("large"));
  const std::vector<CurvePoint> low = {{1, 1}, {2, 2}};
  const std::vector<CurvePoint> high = {{1, 1}, {2, 1000}};
  view.set_points(small, low);
  view.set_points(large, high);
  EXPECT_GT(view.y_range().second, 900);
  view.set_run_visible(large, false);
  EXPECT_LT(view.y_range().second, 3);
  EXPECT_EQ(view.legend().size(), 1u);
}

TEST(CurvesView, TableListsEveryRun) {
  CurvesView view;
  const int a = view.add_run(QStringLiteral("a"));
  view.add_run(QStringLiteral("empty"));
  const int b = view.add_run(QStringLiteral("b"));
  const std::vector<CurvePoint> points = {{1, 5}, {2, 4}};
  view.set_points(a, points);
  view.set_points(b, points);
  const TableData table = view.table();
  ASSERT_EQ(table.rows, 4);
  EXPECT_EQ(table.cell(1, 0).toString().toStdString(), "a");
  EXPECT_EQ(table.cell(2, 0).toString().toStdString(), "b");
  EXPECT_EQ(table.cell(3, 2).toDouble(), 4);
}

}  // namespace
}  // namespace rotorscope
