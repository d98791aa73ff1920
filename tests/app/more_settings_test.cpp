// The settings under “More”: shown on demand, checked as they are typed, undone, and refused where a target has none.
#include "app/pages/heading_label.h"
#include "app/window/page_tabs.h"
#include "tests/app/window_test.h"
#include "widgets/histogram_view.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>

namespace rotorscope {
namespace {

class MoreSettingsTest : public WindowTest {
 protected:
  void open_page(PageId page, const char* more) {
    open_inspected();
    window().pages().show_page(page);
    ASSERT_TRUE(wait_idle());
    if (more != nullptr) {
      auto* button = find<QAbstractButton>(more);
      if (!button->isChecked()) button->click();
    }
  }
  QWidget* visible_widget(const QString& name) {
    for (QWidget* found : window().findChildren<QWidget*>(name)) {
      if (found->isVisible()) return found;
    }
    return nullptr;
  }
};

TEST_F(MoreSettingsTest, AreHiddenUntilTheyAreAskedFor) {
  open_page(PageId::quantize, nullptr);
  EXPECT_EQ(visible_widget(QStringLiteral("quantize/mixed")), nullptr);
  find<QAbstractButton>("quantize_more")->click();
  EXPECT_NE(visible_widget(QStringLiteral("quantize/mixed")), nullptr);
}

TEST_F(MoreSettingsTest, OverridesThatAreNotUnderstoodAreNotTaken) {
  open_page(PageId::quantize, "quantize_more");
  auto* line = qobject_cast<QLineEdit*>(visible_widget(QStringLiteral("quantize/mixed")));
  ASSERT_NE(line, nullptr);
  QTest::keyClicks(line, QStringLiteral("down_proj=8"));
  QTest::keyClick(line, Qt::Key_Return);
  QuantSettings& quant = window().settings().quant;
  ASSERT_EQ(quant.spec().mixed.size(), 1u);
  EXPECT_FALSE(find<QLabel>("mixed_problem")->isVisible());
  QTest::keyClicks(line, QStringLiteral(", nonsense"));
  EXPECT_TRUE(find<QLabel>("mixed_problem")->isVisible());
  QTest::keyClick(line, Qt::Key_Return);
  EXPECT_EQ(quant.spec().mixed.size(), 1u);
  quant.undo_stack().undo();
  EXPECT_TRUE(quant.spec().mixed.empty());
  EXPECT_TRUE(line->text().isEmpty());
}

TEST_F(MoreSettingsTest, TheSelectedSiteIsSparedByOneClick) {
  open_page(PageId::quantize, "quantize_more");
  session().selection().set(29, QStringLiteral("down_in"));
  ASSERT_TRUE(wait_idle());
  find<QAbstractButton>("mixed_add")->click();
  EXPECT_EQ(window().settings().quant.mixed.value(), QStringLiteral("29.down_in=8"));
  auto* histogram = find<HistogramView>("grid_histogram");
  EXPECT_TRUE(wait_until([&] { return histogram->subtitle() == QStringLiteral("grid of 8 bits"); }))
      << histogram->subtitle().toStdString();
  session().selection().set(29, QStringLiteral("residual"));
  EXPECT_FALSE(find<QAbstractButton>("mixed_add")->isEnabled());
}

TEST_F(MoreSettingsTest, WhatATargetCannotStoreIsSaidBefore) {
  open_page(PageId::exporting, nullptr);
  window().settings().exporting.out.set(QStringLiteral("/tmp/nowhere"));
  find<QAbstractButton>("target_gguf")->click();
  EXPECT_TRUE(find<QAbstractButton>("export_start")->isEnabled());
  window().settings().quant.mixed.set(QStringLiteral("down_proj=8"));
  EXPECT_FALSE(find<QAbstractButton>("export_start")->isEnabled());
  EXPECT_TRUE(find<QLabel>("export_problem")->isVisible());
  find<QAbstractButton>("target_hf")->click();
  EXPECT_TRUE(find<QAbstractButton>("export_start")->isEnabled());
  EXPECT_FALSE(find<QLabel>("export_problem")->isVisible());
}

TEST_F(MoreSettingsTest, ARecipeSetsTheRowsAndOthersGoGrey) {
  open_page(PageId::rotate, "learn_more");
  auto* recipes = find<QComboBox>("learn_recipe");
  EXPECT_EQ(recipes->currentData().toString(), QStringLiteral("quick"));
  EXPECT_FALSE(visible_widget(QStringLiteral("learn/w_bits"))->isEnabled());
  recipes->setFocus();
  QTest::keyClick(recipes, Qt::Key_End);
  EXPECT_EQ(window().settings().learn.objective.value(), QStringLiteral("ce"));
  EXPECT_TRUE(visible_widget(QStringLiteral("learn/w_bits"))->isEnabled());
  window().settings().learn.batch.set(2);
  EXPECT_EQ(recipes->currentData().toString(), QString());
  window().settings().quant.undo_stack().undo();
  window().settings().quant.undo_stack().undo();
  EXPECT_EQ(recipes->currentData().toString(), QStringLiteral("quick"));
}

TEST_F(MoreSettingsTest, LargerTextReachesTheHeadings) {
  open_page(PageId::quantize, nullptr);
  const auto* heading = window().findChild<HeadingLabel*>();
  ASSERT_NE(heading, nullptr);
  const double before = heading->font().pointSizeF();
  window().settings().appearance.larger_text.set(true);
  EXPECT_GT(heading->font().pointSizeF(), 1.1 * before);
  window().settings().appearance.larger_text.set(false);
  EXPECT_NEAR(heading->font().pointSizeF(), before, 0.1);
}

}  // namespace
}  // namespace rotorscope
