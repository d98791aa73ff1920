// The views of a site: tokens, relief, pins side by side, zoom that is linked.
#include "app/session/pins.h"
#include "tests/app/window_test.h"
#include "widgets/channel_profile_view.h"
#include "widgets/heat_map_view.h"
#include "widgets/histogram_view.h"
#include "widgets/relief_view.h"
#include "widgets/results_table.h"

#include <QAbstractButton>
#include <QTabBar>
#include <QTableView>

namespace rotorscope {
namespace {

class InspectingTest : public WindowTest {
 protected:
  void open_site(int layer, const char* site, int channel) {
    window().go_to(layer, QLatin1String(site), channel);
    ASSERT_TRUE(wait_idle());
  }
  void choose_view(int view) {
    auto* bar = find<QTabBar>("site_views");
    QTest::mouseClick(bar, Qt::LeftButton, Qt::NoModifier, bar->tabRect(view).center());
    ASSERT_EQ(bar->currentIndex(), view);
    ASSERT_TRUE(wait_idle());
  }
};

TEST_F(InspectingTest, TheLargestTokensAreListedWithTheirText) {
  open_inspected();
  open_site(29, "down_in", -1);
  choose_view(3);
  auto* tokens = find<ResultsTable>("site_tokens");
  ASSERT_TRUE(tokens->isVisible());
  ASSERT_EQ(tokens->model().rowCount(), 5);
  const TableData table = tokens->model().table();
  EXPECT_EQ(table.cell(0, 0).toString(), QStringLiteral("“<start>”"));
  EXPECT_EQ(table.cell(1, 3).toInt(), 31);
  EXPECT_TRUE(table.cell(0, 4).toString().contains(QStringLiteral("of it")));
}

TEST_F(InspectingTest, TokensTimesChannelsIsAMapOfTheLayer) {
  open_inspected();
  open_site(3, "o_in", 5);
  choose_view(1);
  auto* map = find<HeatMapView>("site_map");
  ASSERT_TRUE(wait_until([&] { return map->table().rows == 512; }));
  emit map->clicked(17, 99);
  EXPECT_EQ(session().selection().layer(), 3);  // a row is a token here
  EXPECT_EQ(session().selection().channel(), 99);
}

TEST_F(InspectingTest, TheReliefShowsBeforeAndAfterOnOneScale) {
  open_inspected();
  open_site(29, "down_in", -1);
  choose_view(2);
  auto* relief = find<ReliefView>("site_relief");
  ASSERT_TRUE(wait_until([&] { return relief->panel_count() == 2; }));
  EXPECT_EQ(relief->table().rows, 512 * 1536);
  EXPECT_EQ(relief->table().columns.size(), 5);
  window().settings().after.source.set(QStringLiteral("none"));
  EXPECT_TRUE(wait_until([&] { return relief->panel_count() == 1; }));
}

TEST_F(InspectingTest, PinnedSitesStandSideBySideAndZoomTogether) {
  open_inspected();
  open_site(29, "down_in", 341);
  click("pin_site");
  open_site(4, "down_in", -1);
  click("pin_site");
  click("pin_site");  // the same again is no second pin
  ASSERT_TRUE(wait_idle());
  ASSERT_EQ(session().pins().all().size(), 2U);
  auto* pins = find<QWidget>("pinned_sites");
  EXPECT_TRUE(pins->isVisible());
  const auto profiles = pins->findChildren<ChannelProfileView*>();
  ASSERT_EQ(profiles.size(), 2);
  ASSERT_TRUE(wait_until([&] { return profiles[1]->table().rows == 1536 && profiles[0]->table().rows == 1536; }));
  EXPECT_EQ(profiles[0]->y_range(), profiles[1]->y_range());
  profiles[0]->set_x_range(300, 400);
  EXPECT_EQ(profiles[1]->x_range(), profiles[0]->x_range());
  const auto histograms = pins->findChildren<HistogramView*>();
  EXPECT_EQ(histograms[0]->x_range(), histograms[1]->x_range());
  for (int left = 1; left >= 0; --left) {
    const auto buttons = pins->findChildren<QAbstractButton*>(QStringLiteral("unpin"));
    for (QAbstractButton* button : buttons) {
      if (!button->isVisible()) continue;
      QTest::mouseClick(button, Qt::LeftButton);
      break;
    }
    EXPECT_EQ(session().pins().all().size(), static_cast<std::size_t>(left));
  }
  EXPECT_FALSE(pins->isVisible());
}

TEST_F(InspectingTest, TheMapAndTheProfileZoomTogether) {
  open_inspected();
  open_site(29, "down_in", 341);
  auto* map = find<HeatMapView>("site_map");
  auto* profile = find<ChannelProfileView>("site_profile");
  ASSERT_TRUE(wait_until([&] { return map->table().rows == 30 && profile->table().rows == 1536; }));
  map->set_x_range(100, 200);
  EXPECT_EQ(profile->x_range(), map->x_range());
  profile->set_x_range(600, 900);
  EXPECT_EQ(map->x_range(), profile->x_range());
  // Sorted by value a position is no channel any more.
  window().settings().inspect.by_value.set(true);
  const auto before = map->x_range();
  profile->set_x_range(10, 20);
  EXPECT_EQ(map->x_range(), before);
}

}  // namespace
}  // namespace rotorscope
