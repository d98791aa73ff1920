// The pages with real clicks and keys: figures arrive, selections travel, settings act, errors are shown.
#include "app/pages/muted_label.h"
#include "app/window/actions.h"
#include "app/window/page_tabs.h"
#include "tests/app/window_test.h"
#include "widgets/block_diagram.h"
#include "widgets/channel_profile_view.h"
#include "widgets/error_bars_view.h"
#include "widgets/heat_map_view.h"
#include "widgets/histogram_view.h"
#include "widgets/metric_label.h"
#include "widgets/multiples_view.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QSlider>

namespace rotorscope {
namespace {

class PagesTest : public WindowTest {
 protected:
  void show(PageId page) {
    window().pages().show_page(page);
    ASSERT_TRUE(wait_idle());
  }
};

TEST_F(PagesTest, TheOverviewDrillsDownToASite) {
  open_inspected();
  auto* overview = find<HeatMapView>("overview_map");
  ASSERT_TRUE(overview->isVisible());
  EXPECT_EQ(overview->table().rows, 8);
  EXPECT_EQ(overview->table().columns.size(), 2 + 30);
  emit overview->clicked(6, 12);  // down_in of layer 12
  auto* map = find<HeatMapView>("site_map");
  EXPECT_TRUE(map->isVisible());
  EXPECT_EQ(session().selection().layer(), 12);
  EXPECT_EQ(session().selection().site(), QStringLiteral("down_in"));
  auto* profile = find<ChannelProfileView>("site_profile");
  ASSERT_TRUE(wait_until([&] { return profile->table().rows == 1536; }));
  ASSERT_TRUE(wait_until([&] { return map->table().rows > 0; }));
  // A click in the map goes on to a channel of another layer.
  emit map->clicked(7, 77);
  EXPECT_EQ(session().selection().layer(), 7);
  EXPECT_EQ(session().selection().channel(), 77);
  ASSERT_TRUE(wait_until([&] { return profile->selected_channel() == 77; }));
  EXPECT_EQ(find<HistogramView>("site_histogram")->title(), QStringLiteral("Histogram, channel 77"));
  EXPECT_TRUE(find<QLabel>("site_peaks")->text().contains(QStringLiteral("&lt;start&gt;")));
  click("crumb_all");
  EXPECT_TRUE(overview->isVisible());
}

TEST_F(PagesTest, TheBitsSliderChangesTheSqnrAtOnce) {
  open_inspected();
  window().go_to(29, QStringLiteral("down_in"), 341);
  ASSERT_TRUE(wait_idle());
  MetricLabel* sqnr = nullptr;
  for (auto* metric : window().findChildren<MetricLabel*>()) {
    if (metric->text().contains(QStringLiteral("dB")) && metric->isVisible()) sqnr = metric;
  }
  ASSERT_NE(sqnr, nullptr);
  const QString before = sqnr->text();
  auto* slider = find<QSlider>("inspect/bits");
  QTest::keyClick(slider, Qt::Key_Right);
  EXPECT_EQ(window().settings().inspect.bits.value(), 5);
  EXPECT_TRUE(wait_until([&] { return sqnr->text() != before; }, 2000));
}

TEST_F(PagesTest, TheSameSiteStaysSelectedOnEveryPage) {
  open_inspected();
  session().selection().set(4, QStringLiteral("o_in"), 9);
  show(PageId::rotate);
  auto* diagram = find<BlockDiagram>("block_diagram");
  EXPECT_EQ(diagram->current_site(), QStringLiteral("o_in"));
  emit diagram->site_clicked(QStringLiteral("v"));
  show(PageId::quantize);
  auto* histogram = find<HistogramView>("grid_histogram");
  EXPECT_TRUE(wait_until([&] { return histogram->title().startsWith(QStringLiteral("Layer 4 · v")); }))
      << histogram->title().toStdString();
}

TEST_F(PagesTest, RotatePageShowsThePanelsAndTheSwitchesAct) {
  open_inspected();
  show(PageId::rotate);
  auto* multiples = find<MultiplesView>("rotation_multiples");
  ASSERT_TRUE(wait_until([&] { return multiples->panel_count() == 3; }));
  auto* diagram = find<BlockDiagram>("block_diagram");
  EXPECT_TRUE(diagram->is_rotation_on(4));
  emit diagram->switch_toggled(4, false);
  EXPECT_EQ(window().settings().after.spec().r4, "off");
  EXPECT_FALSE(diagram->is_rotation_on(4));
}

TEST_F(PagesTest, TheInvarianceBadgeIsMeasuredOnAClick) {
  open_inspected();
  auto* badge = find<QAbstractButton>("status_gate");
  EXPECT_EQ(badge->text(), QStringLiteral("invariance not checked"));
  click("status_gate");
  ASSERT_TRUE(wait_until([this] { return session().gate().outcome() != nullptr; }));
  EXPECT_TRUE(badge->text().startsWith(QStringLiteral("invariance 3.1"))) << badge->text().toStdString();
  // Another rotation has not been measured.
  window().settings().after.seed.set(8);
  EXPECT_EQ(badge->text(), QStringLiteral("invariance not checked"));
}

TEST_F(PagesTest, QuantizePageComparesSitesAndOffersToMeasureAgain) {
  open_inspected();
  show(PageId::quantize);
  auto* bars = find<ErrorBarsView>("site_errors");
  EXPECT_EQ(bars->table().rows, 6);  // attn_in, k, v, o_in, mlp_in, down_in
  auto* sizes = find<MetricLabel>("size_weights");
  const QString before = sizes->text();
  auto* presets = find<QComboBox>("quant_presets");
  const int w8 = presets->findData(QStringLiteral("W8A8KV8"));
  ASSERT_GE(w8, 0);
  presets->setCurrentIndex(w8);
  emit presets->activated(w8);
  EXPECT_EQ(window().settings().quant.a_bits.value(), 8);
  EXPECT_NE(sizes->text(), before);
  EXPECT_TRUE(session().inspection().is_stale());
  auto* banner = window().pages().page(PageId::quantize)->findChild<QFrame*>(QStringLiteral("error_banner"));
  EXPECT_TRUE(banner->isVisible());
  window().actions().inspect->trigger();
  ASSERT_TRUE(wait_idle());
  EXPECT_FALSE(session().inspection().is_stale());
  EXPECT_FALSE(banner->isVisible());
}

TEST_F(PagesTest, UndoTakesBackASliderAndAPreset) {
  open_inspected();
  show(PageId::quantize);
  auto& quant = window().settings().quant;
  const int start = quant.a_bits;
  QTest::keyClick(find<QSlider>("quantize/a_bits"), Qt::Key_Right);
  EXPECT_EQ(quant.a_bits.value(), start + 1);
  QTest::keyClick(&window(), Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(quant.a_bits.value(), start);
  QTest::keyClick(&window(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_EQ(quant.a_bits.value(), start + 1);
}

TEST_F(PagesTest, ExportShowsTheCommandWritesAndShowsTheChecks) {
  open_inspected();
  show(PageId::exporting);
  auto* start = find<QAbstractButton>("export_start");
  window().settings().exporting.out.set(QString());
  EXPECT_FALSE(start->isEnabled());
  window().settings().exporting.out.set(QStringLiteral("/tmp/out here"));
  EXPECT_TRUE(start->isEnabled());
  const QString command = find<QLineEdit>("export_command")->text();
  EXPECT_TRUE(command.contains(QStringLiteral("--out '/tmp/out here'"))) << command.toStdString();
  EXPECT_TRUE(command.contains(QStringLiteral("--rotation hadamard")));
  click("export_start");
  auto* verdict = find<QLabel>("export_verdict");
  ASSERT_TRUE(wait_until([&] { return verdict->isVisible(); }));
  EXPECT_TRUE(verdict->text().contains(QStringLiteral("/tmp/out here")));
  QTest::mouseClick(find<QRadioButton>("target_rotations"), Qt::LeftButton, Qt::NoModifier, QPoint(8, 8));
  EXPECT_EQ(window().settings().exporting.target.value(), QStringLiteral("rotations"));
}

TEST_F(PagesTest, AFailedInspectionIsShownOnThePageWithAWayOut) {
  const StandInOrders orders("fail=inspect");
  open_window(QStringLiteral("sample"));
  ASSERT_TRUE(wait_until([this] { return !session().inspection().error().what.empty(); }));
  auto* banner = window().pages().page(PageId::inspect)->findChild<QFrame*>(QStringLiteral("error_banner"));
  EXPECT_TRUE(banner->isVisible());
  auto* again = find<QAbstractButton>("inspect_again");
  EXPECT_TRUE(again->isEnabled());
}

TEST(MutedText, FollowsTheTheme) {
  apply_theme(ThemeChoice::light);
  // In a window, as on a page: a label by itself hears of more.
  QWidget window;
  auto* page = new QWidget(&window);
  MutedLabel& label = *new MutedLabel(QStringLiteral("quiet"), page);
  window.show();
  const QColor in_light = label.palette().color(QPalette::WindowText);
  apply_theme(ThemeChoice::dark);
  QCoreApplication::processEvents();
  const QColor in_dark = label.palette().color(QPalette::WindowText);
  EXPECT_GT(in_dark.lightness(), in_light.lightness());
  EXPECT_EQ(in_dark, role_color(ColorRole::muted, QApplication::palette()));
  apply_theme(ThemeChoice::light);
}

}  // namespace
}  // namespace rotorscope
