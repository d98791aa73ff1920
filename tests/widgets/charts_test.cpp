// Seed sweep, error bars and perplexity against bits.
#include "tests/widgets/looking.h"
#include "widgets/error_bars_view.h"
#include "widgets/perplexity_chart.h"
#include "widgets/seed_sweep_view.h"
#include "widgets/theme.h"

#include <QScrollBar>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(SeedSweepView, ADotASeedAndALineForTheLearned) {
  SeedSweepView view;
  view.start_sweep(QStringLiteral("hadamard"), 10);
  view.set_line(QStringLiteral("learned"), 44);
  view.set_line(QStringLiteral("unquantized"), 30);
  for (int seed = 0; seed < 10; ++seed) view.add_seed(QStringLiteral("hadamard"), {seed, 50.0 + seed % 3});
  show_at(view, 500, 300);
  EXPECT_EQ(view.dot_count(), 10);
  const QImage image = look_at(view);
  EXPECT_GT(count_like(image, role_color(ColorRole::after, view.palette()).rgb()), 10 * 40);
  EXPECT_GT(count_like(image, role_color(ColorRole::learned, view.palette()).rgb()), 300);
  EXPECT_EQ(view.table().rows, 12);
  EXPECT_LT(view.y_range().first, 30);
  EXPECT_GT(view.y_range().second, 52);
}

TEST(SeedSweepView, AnOutcomeReplacesThePartialSweep) {
  SeedSweepView view;
  view.add_seed(QStringLiteral("hadamard"), {7, 99});
  SweepOutcome outcome;
  outcome.kind = "hadamard";
  outcome.perplexities = {50, 51};
  view.set_outcome(outcome);
  EXPECT_EQ(view.dot_count(), 2);
  ASSERT_EQ(view.legend().size(), 1u);
  EXPECT_TRUE(view.legend()[0].note.contains(QStringLiteral("50.5")));
}

std::vector<ErrorRow> many_rows() {
  std::vector<ErrorRow> rows;
  for (int i = 0; i < 210; ++i) rows.push_back({QStringLiteral("row %1").arg(i), 20.0 - i * 0.05, 22.0});
  return rows;
}

TEST(ErrorBarsView, WorstFirst) {
  ErrorBarsView view;
  view.set_rows({{QStringLiteral("a"), 15, 18}, {QStringLiteral("b"), 9, 19}, {QStringLiteral("c"), 12, 13}});
  const auto first = [&] { return view.table().cell(0, 0).toString().toStdString(); };
  EXPECT_EQ(first(), "a");
  view.set_order(RowOrder::by_before);
  EXPECT_EQ(first(), "b");
  view.set_order(RowOrder::by_after);
  EXPECT_EQ(first(), "c");
  view.set_order(RowOrder::by_gain);
  EXPECT_EQ(first(), "c");
  view.set_value_name(QStringLiteral("error"), {}, false);
  view.set_order(RowOrder::by_before);
  EXPECT_EQ(first(), "a") << "a large error is the bad one";
}

TEST(ErrorBarsView, ScrollsThroughManyRowsAndClicksTheRightOne) {
  ErrorBarsView view;
  view.set_rows(many_rows());
  show_at(view, 400, 300);
  auto* scroll = view.canvas()->findChild<QScrollBar*>();
  ASSERT_TRUE(scroll->isVisible());
  EXPECT_EQ(scroll->value(), 0);
  const QPointF middle(200, 100);
  QWheelEvent wheel(middle, view.canvas()->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(view.canvas(), &wheel);
  EXPECT_EQ(scroll->value(), 3);
  QSignalSpy clicked(&view, &ErrorBarsView::row_clicked);
  view.select_row(209);
  EXPECT_GT(scroll->value(), 190);
  QTest::keyClick(view.canvas(), Qt::Key_Up);
  QTest::keyClick(view.canvas(), Qt::Key_Return);
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toInt(), 208);
}

TEST(ErrorBarsView, AClickOnTheFirstRow) {
  ErrorBarsView view;
  view.set_rows(many_rows());
  view.set_order(RowOrder::by_before);
  show_at(view, 400, 300);
  QSignalSpy clicked(&view, &ErrorBarsView::row_clicked);
  QTest::mouseClick(view.canvas(), Qt::LeftButton, {}, QPoint(150, 20));
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toInt(), 209);
}

TEST(ErrorBarsView, RowsWithoutAfterHaveOneBar) {
  ErrorBarsView view;
  view.set_rows({{QStringLiteral("only before"), 12, std::numeric_limits<double>::quiet_NaN()}});
  show_at(view, 400, 200);
  const QImage image = look_at(view);
  EXPECT_GT(count_like(image, role_color(ColorRole::before, view.palette()).rgb()), 200);
  EXPECT_EQ(count_like(image, role_color(ColorRole::after, view.palette()).rgb()), 0);
}

TEST(PerplexityChart, PointsCanBeClicked) {
  PerplexityChart view;
  view.set_points({{QStringLiteral("none"), QStringLiteral("W16A4KV16"), 4, 5840, 0},
                   {QStringLiteral("none"), QStringLiteral("W16A16KV16"), 16, 30.2, 0},
                   {QStringLiteral("learned"), QStringLiteral("W16A4KV16"), 4, 43.7, 1.2}});
  view.set_baseline(30.2);
  show_at(view, 400, 300);
  const QImage image = look_at(view);
  const QRgb green = role_color(ColorRole::learned, view.palette()).rgb();
  ASSERT_GT(count_like(image, green), 30);
  QSignalSpy clicked(&view, &PerplexityChart::point_clicked);
  QTest::mouseClick(view.canvas(), Qt::LeftButton, {}, find_like(image, green) + QPoint(3, 0));
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toInt(), 2);
  EXPECT_GT(view.y_range().first, 0);
  view.set_value_scale(ValueScale::linear);
  look_at(view);
  EXPECT_EQ(view.table().rows, 3);
}

}  // namespace
}  // namespace rotorscope
