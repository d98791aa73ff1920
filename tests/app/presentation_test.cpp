// Larger text and back: nothing is cut off, and the window is as it was.
#include "app/window/page_tabs.h"
#include "tests/app/window_test.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>

namespace rotorscope {
namespace {

class PresentationTest : public WindowTest {
 protected:
  /// Every page is there with its content.
  void build_all_pages() {
    for (int round = 0; round < 2; ++round) {
      for (int at = 0; at < window().pages().count(); ++at) {
        window().pages().show_page(static_cast<PageId>(at));
        QTest::qWait(50);
      }
      EXPECT_TRUE(wait_idle());
      QTest::qWait(100);
    }
  }

  /// By how much the least width of a page's settings is more than there is room for.
  int widest_cut() {
    int cut = 0;
    for (int at = 0; at < window().pages().count(); ++at) {
      window().pages().show_page(static_cast<PageId>(at));
      QTest::qWait(100);
      const auto* dock = window().findChild<QWidget*>(QStringLiteral("dock_settings"));
      auto* stack = dock->findChild<QStackedWidget*>();
      auto* scroll = qobject_cast<QScrollArea*>(stack->currentWidget());
      EXPECT_NE(scroll, nullptr);
      cut = std::max(cut, scroll->widget()->minimumSizeHint().width() - scroll->viewport()->width());
    }
    return cut;
  }
};

TEST_F(PresentationTest, NoPanelIsCutOffAndTheWindowComesBackAsItWas) {
  open_inspected();
  window().resize(1280, 800);
  build_all_pages();
  window().pages().show_page(PageId::inspect);
  QTest::qWait(100);
  const QSize least = window().minimumSizeHint();
  EXPECT_LE(widest_cut(), 0);
  auto& presentation = window().settings().appearance.presentation;
  presentation.set(true);
  QTest::qWait(200);
  EXPECT_LE(widest_cut(), 0);
  EXPECT_LE(window().minimumSizeHint().width(), 1280);
  presentation.set(false);
  QTest::qWait(200);
  window().pages().show_page(PageId::inspect);
  QTest::qWait(200);
  EXPECT_EQ(window().minimumSizeHint().width(), least.width());
  EXPECT_LE(window().minimumSizeHint().height(), 600);
  EXPECT_EQ(window().size(), QSize(1280, 800));
  EXPECT_LE(widest_cut(), 0);
}

TEST_F(PresentationTest, LargerTextComesBackAsWell) {
  open_inspected();
  window().resize(1280, 800);
  build_all_pages();
  const QSize least = window().minimumSizeHint();
  auto& larger = window().settings().appearance.larger_text;
  larger.set(true);
  QTest::qWait(200);
  EXPECT_LE(widest_cut(), 0);
  larger.set(false);
  QTest::qWait(200);
  window().pages().show_page(PageId::lessons);
  QTest::qWait(200);
  EXPECT_EQ(window().minimumSizeHint().width(), least.width());
  EXPECT_LE(window().minimumSizeHint().height(), 600);
  EXPECT_EQ(window().size(), QSize(1280, 800));
}

}  // namespace
}  // namespace rotorscope
