#include "widgets/channel_profile_view.h"

#include "tests/widgets/looking.h"
#include "widgets/gallery/synthetic.h"
#include "widgets/theme.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

SiteVariant profile(const std::string& label, int channels, int spike, float height) {
  SiteVariant variant;
  variant.label = label;
  variant.absmax.values.assign(static_cast<std::size_t>(channels), 1.0f);
  variant.absmax.values[static_cast<std::size_t>(spike)] = height;
  return variant;
}

QRgb before(const QWidget& view) { return role_color(ColorRole::before, view.palette()).rgb(); }

TEST(ChannelProfileView, OneSpikeAmong28672ChannelsIsDrawn) {
  ChannelProfileView view;
  show_at(view, 400, 240);
  for (const int spike : {0, 12345, 28671}) {
    view.set_variants({profile("none", 28672, spike, 100)});
    const QImage image = look_at(view);
    // The upper half shows nothing but the spike.
    const QImage upper = image.copy(0, 0, image.width(), image.height() / 2);
    EXPECT_GE(count_like(upper, before(view)), 40) << spike;
  }
}

TEST(ChannelProfileView, AClickOnTheSpikeGivesItsChannel) {
  ChannelProfileView view;
  view.set_variants({profile("none", 8192, 5000, 100), profile("hadamard", 8192, 17, 3)});
  show_at(view, 500, 240);
  const QPoint spike = find_like(look_at(view), before(view));
  const QImage image = look_at(view);
  QPoint top(-1, -1);
  for (int x = 60; x < image.width() - 10 && top.x() < 0; ++x) {
    if (is_like(image.pixel(x, image.height() / 3), before(view))) top = QPoint(x, image.height() / 3);
  }
  ASSERT_NE(spike.x(), -1);
  ASSERT_NE(top.x(), -1);
  QSignalSpy clicked(&view, &ChannelProfileView::channel_clicked);
  QTest::mouseClick(view.canvas(), Qt::LeftButton, {}, top);
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toInt(), 5000);
  EXPECT_EQ(view.selected_channel(), 5000);
}

TEST(ChannelProfileView, SortedByValueTheLargestComesFirst) {
  ChannelProfileView view;
  view.set_variants({profile("none", 512, 300, 9), profile("hadamard", 512, 4, 5)});
  view.set_order(ChannelOrder::by_value);
  const TableData table = view.table();
  EXPECT_EQ(table.cell(0, 0).toInt(), 300);
  EXPECT_EQ(table.cell(0, 1).toDouble(), 9);
  EXPECT_EQ(table.cell(1, 0).toInt(), 0) << "equal values stay in order";
  view.set_order(ChannelOrder::by_index);
  EXPECT_EQ(view.table().cell(300, 1).toDouble(), 9);
}

TEST(ChannelProfileView, TheShorterBarStandsInFront) {
  ChannelProfileView view;
  SiteVariant tall = profile("none", 64, 0, 1);
  SiteVariant low = profile("hadamard", 64, 0, 1);
  for (std::size_t i = 0; i < 64; ++i) {
    tall.absmax.values[i] = i < 32 ? 10 : 3;
    low.absmax.values[i] = i < 32 ? 3 : 10;
  }
  view.set_variants({tall, low});
  show_at(view, 400, 240);
  const QImage image = look_at(view);
  EXPECT_GT(count_like(image, before(view)), 5000);
  EXPECT_GT(count_like(image, role_color(ColorRole::after, view.palette()).rgb()), 5000);
}

TEST(ChannelProfileView, EveryStatisticHasItsValues) {
  const std::vector<SiteVariant> variants = synthetic::site_variants(128, 64);
  ChannelProfileView view;
  view.set_variants(variants);
  for (const ChannelStatistic statistic :
       {ChannelStatistic::absmax, ChannelStatistic::p999, ChannelStatistic::p99, ChannelStatistic::mean_abs,
        ChannelStatistic::rms, ChannelStatistic::kurtosis}) {
    view.set_statistic(statistic);
    EXPECT_EQ(view.table().cell(5, 2).toFloat(), channel_values(variants[1], statistic).values[5]);
    EXPECT_EQ(statistic_from_name(statistic_name(statistic)), statistic);
    EXPECT_TRUE(view.table().columns[1].contains(statistic_text(statistic)));
  }
}

TEST(ChannelProfileView, KeysWalkTheChannelsAndEnterClicks) {
  ChannelProfileView view;
  view.set_variants({profile("none", 512, 300, 9)});
  show_at(view, 400, 240);
  QSignalSpy clicked(&view, &ChannelProfileView::channel_clicked);
  view.select_channel(300);
  QTest::keyClick(view.canvas(), Qt::Key_Right);
  QTest::keyClick(view.canvas(), Qt::Key_Return);
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toInt(), 301);
}

TEST(ChannelProfileView, VariantsOfDifferentLengthsAndNoneAreHarmless) {
  ChannelProfileView view;
  view.set_variants({profile("none", 100, 3, 9), profile("hadamard", 60, 3, 2)});
  show_at(view, 300, 200);
  EXPECT_EQ(view.table().rows, 100);
  view.clear();
  look_at(view);
  EXPECT_EQ(view.channel_at(QPointF(150, 100)), -1);
}

}  // namespace
}  // namespace rotorscope
