// Everything by keyboard: palette, pages, focus; and the names that screen readers say.
#include "app/window/actions.h"
#include "app/window/command_palette.h"
#include "app/window/page_tabs.h"
#include "tests/app/window_test.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QSet>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

namespace rotorscope {
namespace {

class KeyboardTest : public WindowTest {
 protected:
  CommandPalette* open_palette() {
    window().actions().palette->trigger();
    auto* palette = window().findChild<CommandPalette*>();
    EXPECT_NE(palette, nullptr);
    return palette;
  }
};

TEST_F(KeyboardTest, ThePaletteJumpsToAPlace) {
  open_inspected();
  window().pages().show_page(PageId::evaluate);
  auto* field = open_palette()->findChild<QLineEdit*>();
  QTest::keyClicks(field, QStringLiteral("12 mlp 77"));
  QTest::keyClick(field, Qt::Key_Return);
  EXPECT_EQ(session().selection().layer(), 12);
  EXPECT_EQ(session().selection().site(), QStringLiteral("mlp_in"));
  EXPECT_EQ(session().selection().channel(), 77);
  EXPECT_EQ(window().pages().current_page(), PageId::inspect);
}

TEST_F(KeyboardTest, ThePaletteRunsAnAction) {
  open_inspected();
  auto* palette = open_palette();
  auto* field = palette->findChild<QLineEdit*>();
  QTest::keyClicks(field, QStringLiteral("quantize page"));
  EXPECT_EQ(palette->findChild<QListWidget*>()->count(), 1);
  QTest::keyClick(field, Qt::Key_Return);
  EXPECT_EQ(window().pages().current_page(), PageId::quantize);
}

TEST_F(KeyboardTest, ThePaletteFindsSitesByNameWorstFirst) {
  open_inspected();
  auto* palette = open_palette();
  QTest::keyClicks(palette->findChild<QLineEdit*>(), QStringLiteral("down_in"));
  auto* list = palette->findChild<QListWidget*>();
  ASSERT_GT(list->count(), 1);
  EXPECT_TRUE(list->item(0)->text().startsWith(QStringLiteral("Layer 29 · down_in")))
      << list->item(0)->text().toStdString();
}

TEST_F(KeyboardTest, ShortcutsSwitchPages) {
  open_inspected();
  QTest::keyClick(&window(), Qt::Key_4, Qt::ControlModifier);
  EXPECT_EQ(window().pages().current_page(), PageId::evaluate);
  QTest::keyClick(&window(), Qt::Key_1, Qt::ControlModifier);
  EXPECT_EQ(window().pages().current_page(), PageId::inspect);
}

TEST_F(KeyboardTest, NoTwoActionsShareAShortcut) {
  open_window();
  QSet<QString> seen;
  for (const QAction* action : window().actions().all()) {
    for (const QKeySequence& key : action->shortcuts()) {
      EXPECT_FALSE(seen.contains(key.toString())) << key.toString().toStdString();
      seen.insert(key.toString());
    }
  }
  EXPECT_GT(seen.size(), 15);
}

TEST_F(KeyboardTest, EveryControlHasANameForScreenReaders) {
  open_inspected();
  for (const PageId page : {PageId::inspect, PageId::rotate, PageId::quantize, PageId::evaluate, PageId::exporting}) {
    window().pages().show_page(page);
    ASSERT_TRUE(wait_idle());
    for (const auto* widget : window().findChildren<QWidget*>()) {
      const bool control = qobject_cast<const QAbstractSpinBox*>(widget) != nullptr ||
                           qobject_cast<const QComboBox*>(widget) != nullptr ||
                           qobject_cast<const QSlider*>(widget) != nullptr;
      const auto* button = qobject_cast<const QToolButton*>(widget);
      if (!widget->isVisible() || (!control && button == nullptr)) continue;
      // Qt's own parts: icons in lines, arrows of spin boxes, extension buttons, scroll buttons of tab bars, buttons of
      // dock titles.
      if (widget->objectName().startsWith(QStringLiteral("qt_"))) continue;
      const QByteArray kind = widget->metaObject()->className();
      if (kind.startsWith("QDockWidget") || kind == "QLineEditIconButton") continue;
      if (qobject_cast<const QTabBar*>(widget->parentWidget()) != nullptr) continue;
      const bool named = !widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
      EXPECT_TRUE(named) << widget->metaObject()->className() << " " << widget->objectName().toStdString() << " in "
                         << widget->parentWidget()->metaObject()->className();
    }
  }
}

}  // namespace
}  // namespace rotorscope
