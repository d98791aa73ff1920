// Lessons on the stand-in: steps wait for what they ask, wrong answers do not pass, the outline is where it should be.
#include "app/lessons/lesson_runner.h"
#include "app/window/actions.h"
#include "app/window/page_tabs.h"
#include "app/window/spotlight.h"
#include "app/window/teaching.h"
#include "tests/app/window_test.h"

#include <QAbstractButton>
#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QSet>

namespace rotorscope {
namespace {

class LessonsTest : public WindowTest {
 protected:
  LessonRunner& runner() { return window().teaching().runner(); }
};

TEST_F(LessonsTest, AtLeastSixLessonsEachWithSomethingToDo) {
  const auto lessons = all_lessons();
  EXPECT_GE(lessons.size(), 6U);
  QSet<QString> ids;
  for (const Lesson& lesson : lessons) {
    ids.insert(lesson.id);
    int tasks = 0;
    for (const LessonStep& step : lesson.steps) {
      EXPECT_FALSE(step.text.isEmpty());
      tasks += step.done != nullptr || step.question != nullptr ? 1 : 0;
    }
    EXPECT_GE(tasks, 3) << lesson.id.toStdString();
  }
  EXPECT_EQ(ids.size(), static_cast<qsizetype>(lessons.size()));
}

TEST_F(LessonsTest, AStepWaitsUntilTheReaderDidIt) {
  open_inspected();
  window().teaching().start_lesson(1);
  ASSERT_TRUE(runner().running());
  EXPECT_TRUE(find<QWidget>("lesson_bar")->isVisible());
  auto* next = find<QAbstractButton>("lesson_next");
  QTest::qWait(400);
  EXPECT_FALSE(next->isEnabled());
  window().settings().inspect.bits.set(8);
  ASSERT_TRUE(wait_until([&] { return next->isEnabled(); }));
  click("lesson_next");
  EXPECT_EQ(runner().step_index(), 1);
  EXPECT_FALSE(next->isEnabled());
  // Going back and forth keeps asking.
  click("lesson_back");
  EXPECT_EQ(runner().step_index(), 0);
  click("lesson_leave");
  EXPECT_FALSE(runner().running());
  EXPECT_FALSE(find<QWidget>("lesson_bar")->isVisible());
  EXPECT_TRUE(LessonRunner::finished_lessons().isEmpty());
}

TEST_F(LessonsTest, TheOutlineSurroundsTheTargetAndLetsClicksThrough) {
  open_inspected();
  window().teaching().start_lesson(0);
  auto* spotlight = find<QWidget>("spotlight");
  auto* map = find<QWidget>("overview_map");
  ASSERT_TRUE(wait_until([&] { return spotlight->isVisible(); }));
  const QRect target(map->mapTo(&window(), QPoint(0, 0)), map->size());
  EXPECT_TRUE(spotlight->geometry().contains(target));
  EXPECT_TRUE(spotlight->testAttribute(Qt::WA_TransparentForMouseEvents));
  // On another page there is nothing to outline; the button brings it back.
  window().pages().show_page(PageId::evaluate);
  ASSERT_TRUE(wait_until([&] { return !spotlight->isVisible(); }));
  click("lesson_show");
  EXPECT_EQ(window().pages().current_page(), PageId::inspect);
  EXPECT_TRUE(wait_until([&] { return spotlight->isVisible(); }));
}

TEST_F(LessonsTest, AWrongAnswerDoesNotPassAndARightOneDoes) {
  open_inspected();
  window().teaching().start_lesson(3);
  ASSERT_TRUE(runner().question().has_value());
  click("lesson_choice_1");
  EXPECT_FALSE(runner().step_done());
  EXPECT_TRUE(find<QLabel>("lesson_verdict")->text().startsWith(QStringLiteral("Not quite")));
  click("lesson_choice_0");
  EXPECT_TRUE(runner().step_done());
}

TEST_F(LessonsTest, WithoutAModelTheSampleIsOpenedFirst) {
  open_window();
  window().actions().lessons.front()->trigger();
  ASSERT_TRUE(wait_until([this] { return runner().running(); }));
  EXPECT_TRUE(session().has_model());
}

TEST_F(LessonsTest, ThePresentationShowsTheWholeScreenAndGoesBack) {
  open_inspected();
  const double size = QApplication::font().pointSizeF();
  auto* tree = find<QDockWidget>("dock_model");
  ASSERT_TRUE(tree->isVisible());
  QTest::keyClick(&window(), Qt::Key_F11);
  EXPECT_TRUE(window().isFullScreen());
  EXPECT_TRUE(wait_until([&] { return QApplication::font().pointSizeF() > 1.4 * size; }));
  EXPECT_FALSE(tree->isVisible());
  EXPECT_FALSE(window().menuBar()->isVisible());
  QTest::keyClick(&window(), Qt::Key_Escape);
  EXPECT_FALSE(window().isFullScreen());
  EXPECT_TRUE(wait_until([&] { return QApplication::font().pointSizeF() == size; }));
  EXPECT_TRUE(tree->isVisible());
  EXPECT_TRUE(window().menuBar()->isVisible());
}

TEST_F(LessonsTest, EveryPageFitsASmallWindowWithALessonOpen) {
  open_inspected();
  window().teaching().start_lesson(0);
  ASSERT_TRUE(wait_until([this] { return window().teaching().runner().running(); }));
  for (const PageId page :
       {PageId::inspect, PageId::rotate, PageId::quantize, PageId::evaluate, PageId::exporting, PageId::lessons}) {
    window().pages().show_page(page);
    ASSERT_TRUE(wait_idle());
    const QSize least = window().pages().page(page)->minimumSizeHint();
    EXPECT_LE(least.width(), 740) << static_cast<int>(page);
    EXPECT_LE(least.height(), 520) << static_cast<int>(page);
    EXPECT_EQ(window().size(), QSize(1280, 800)) << "it grew for page " << static_cast<int>(page);
  }
}

}  // namespace
}  // namespace rotorscope
