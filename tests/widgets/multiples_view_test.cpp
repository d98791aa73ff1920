#include "widgets/multiples_view.h"

#include "tests/widgets/looking.h"
#include "widgets/gallery/synthetic.h"

#include <QLabel>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

TEST(MultiplesView, FourPanelsShareBothAxes) {
  MultiplesView view;
  view.set_variants(synthetic::site_variants(128, 64));
  show_at(view, 900, 300);
  ASSERT_EQ(view.panel_count(), 4);
  for (int i = 1; i < 4; ++i) EXPECT_EQ(view.panel(i)->y_range(), view.panel(0)->y_range()) << i;
  view.panel(2)->set_x_range(10, 30);
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(view.panel(i)->x_range().second, 30, 1e-9) << i;
  view.reset_view();
  EXPECT_GT(view.panel(0)->x_range().second, 100);
}

TEST(MultiplesView, HistogramsShareBothAxesToo) {
  MultiplesView view;
  view.set_content_kind(MultiplesContent::histogram);
  view.set_scale(ValueScale::logarithmic);
  view.set_variants(synthetic::site_variants(128, 64));
  show_at(view, 900, 300);
  for (int i = 1; i < 4; ++i) {
    EXPECT_EQ(view.panel(i)->y_range(), view.panel(0)->y_range()) << i;
    EXPECT_EQ(view.panel(i)->x_range(), view.panel(0)->x_range()) << i;
  }
}

TEST(MultiplesView, NarrowViewsStandTwoByTwo) {
  MultiplesView view;
  view.set_variants(synthetic::site_variants(128, 64));
  show_at(view, 500, 500);
  const auto place = [&](int i) { return view.panel(i)->mapTo(&view, QPoint(0, 0)); };
  EXPECT_EQ(place(0).y(), place(1).y());
  EXPECT_GT(place(2).y(), place(0).y());
  show_at(view, 1000, 300);
  EXPECT_EQ(place(3).y(), place(0).y());
  // Too low for two rows.
  show_at(view, 720, 300);
  EXPECT_EQ(place(3).y(), place(0).y());
  EXPECT_LE(view.minimumSizeHint().width(), 720);
}

TEST(MultiplesView, FewerVariantsHideTheRest) {
  MultiplesView view;
  std::vector<SiteVariant> variants = synthetic::site_variants(128, 64);
  view.set_variants(variants);
  variants.resize(2);
  view.set_variants(variants);
  show_at(view, 900, 300);
  EXPECT_EQ(view.panel_count(), 2);
  EXPECT_TRUE(view.panel(1)->isVisible());
  EXPECT_FALSE(view.panel(2)->isVisible());
  EXPECT_EQ(view.table().rows, 2);
}

TEST(MultiplesView, AClickOnANameChoosesTheVariant) {
  MultiplesView view;
  view.set_variants(synthetic::site_variants(128, 64));
  show_at(view, 900, 300);
  QSignalSpy clicked(&view, &MultiplesView::variant_clicked);
  for (QLabel* label : view.findChildren<QLabel*>()) {
    if (!label->text().contains(QStringLiteral("learned"))) continue;
    QTest::mouseClick(label, Qt::LeftButton);
  }
  ASSERT_GE(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toString().toStdString(), "learned");
}

}  // namespace
}  // namespace rotorscope
