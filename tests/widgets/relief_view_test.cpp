// The relief keeps its spikes, finds them under the pointer, turns, and is quick enough to be turned.
#include "widgets/relief_view.h"

#include "tests/widgets/looking.h"

#include <QSignalSpy>
#include <memory>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

constexpr int tokens = 512;
constexpr int channels = 1536;

Map flat_map(float spike = 0) {
  Map map;
  map.kind = "tokens";
  map.rows = tokens;
  map.columns = channels;
  map.values.values.assign(static_cast<std::size_t>(tokens) * channels, 1.0F);
  if (spike > 0) map.values.values[200 * channels + 700] = spike;
  for (int token = 0; token < tokens; ++token) map.row_labels.push_back("t" + std::to_string(token));
  return map;
}

void wait_until_drawn(const ReliefView& view) {
  EXPECT_TRUE(QTest::qWaitFor([&view] { return view.is_drawn(); }, 20000));
}

QPoint find_text(const ReliefView& view, const QString& wanted) {
  for (int y = 0; y < view.canvas()->height(); y += 2) {
    for (int x = 0; x < view.canvas()->width(); ++x) {
      if (view.text_at({x, y}).startsWith(wanted)) return {x, y};
    }
  }
  return {-1, -1};
}

TEST(ReliefView, OneSpikeAmongAMillionValuesStandsUpAndIsNamed) {
  ReliefView view;
  std::vector<ReliefView::Panel> panels;
  panels.push_back({QStringLiteral("before"), flat_map(100)});
  panels.push_back({QStringLiteral("after"), flat_map()});
  view.set_panels(std::move(panels));
  show_at(view, 900, 400);
  ASSERT_EQ(view.panel_count(), 2);
  wait_until_drawn(view);
  const QString name = QStringLiteral("token 200 “t200”, channel 700: 100");
  const QPoint place = find_text(view, name);
  ASSERT_GE(place.x(), 0);
  EXPECT_LT(place.x(), 450);  // in the left panel only
  const QSignalSpy clicked(&view, &ReliefView::cell_clicked);
  QTest::mouseClick(view.canvas(), Qt::LeftButton, Qt::NoModifier, place);
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked.first().at(0).toInt(), 200);
  EXPECT_EQ(clicked.first().at(1).toInt(), 700);
}

TEST(ReliefView, DraggingTurnsAndADoubleClickTurnsBack) {
  ReliefView view;
  std::vector<ReliefView::Panel> panels;
  panels.push_back({QStringLiteral("before"), flat_map(10)});
  view.set_panels(std::move(panels));
  show_at(view, 600, 400);
  const QSignalSpy clicked(&view, &ReliefView::cell_clicked);
  const ReliefCamera start = view.camera();
  QTest::mousePress(view.canvas(), Qt::LeftButton, Qt::NoModifier, {200, 200});
  QTest::mouseMove(view.canvas(), {260, 230});
  QTest::mouseRelease(view.canvas(), Qt::LeftButton, Qt::NoModifier, {260, 230});
  EXPECT_GT(view.camera().azimuth, start.azimuth + 10);
  EXPECT_GT(view.camera().elevation, start.elevation + 5);
  EXPECT_EQ(clicked.count(), 0);
  QTest::keyClick(view.canvas(), Qt::Key_Left);
  QTest::mouseDClick(view.canvas(), Qt::LeftButton, Qt::NoModifier, {260, 230});
  EXPECT_TRUE(view.camera() == start);
}

TEST(ReliefView, AMapOfTheWrongSizeIsLeftOut) {
  ReliefView view;
  Map broken = flat_map();
  broken.values.values.resize(10);
  std::vector<ReliefView::Panel> panels;
  panels.push_back({QStringLiteral("broken"), std::move(broken)});
  view.set_panels(std::move(panels));
  show_at(view, 300, 200);
  EXPECT_EQ(view.panel_count(), 0);
  EXPECT_EQ(view.table().rows, 0);
}

TEST(ReliefView, TheSurfaceIsDrawnElsewhereAndTheLatestTurnIsShownAtLast) {
  ReliefView view;
  std::vector<ReliefView::Panel> panels;
  panels.push_back({QStringLiteral("before"), flat_map(100)});
  panels.push_back({QStringLiteral("after"), flat_map(5)});
  view.set_panels(std::move(panels));
  show_at(view, 1200, 500);
  wait_until_drawn(view);
  const QImage start = view.canvas()->grab().toImage();
  for (int turn = 0; turn < 10; ++turn) {
    QTest::keyClick(view.canvas(), Qt::Key_Right);
    view.canvas()->repaint();
  }
  EXPECT_FALSE(view.is_drawn());
  wait_until_drawn(view);
  const QImage turned = view.canvas()->grab().toImage();
  EXPECT_NE(turned, start);
  QTest::keyClick(view.canvas(), Qt::Key_0);
  wait_until_drawn(view);
  EXPECT_EQ(view.canvas()->grab().toImage(), start);
}

TEST(ReliefView, ItMayEndWhileItsSurfaceIsDrawn) {
  auto view = std::make_unique<ReliefView>();
  std::vector<ReliefView::Panel> panels;
  panels.push_back({QStringLiteral("before"), flat_map(100)});
  view->set_panels(std::move(panels));
  view->resize(1200, 500);
  view->show();
  view->canvas()->repaint();
  EXPECT_FALSE(view->is_drawn());
  view.reset();
  QTest::qWait(200);
}

}  // namespace
}  // namespace rotorscope
