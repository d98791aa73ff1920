// Learning in the window: curves move, the histogram moves, pause, cancel, resume, and the result is used.
#include "app/pages/learn_view.h"
#include "app/window/actions.h"
#include "tests/app/window_test.h"
#include "widgets/curves_view.h"
#include "widgets/histogram_view.h"
#include "widgets/multiples_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QElapsedTimer>
#include <QLabel>

namespace rotorscope {
namespace {

class LearningTest : public WindowTest {
 protected:
  void start(int steps) {
    open_inspected();
    window().settings().learn.steps.set(steps);
    window().actions().learn->trigger();
    ASSERT_NE(session().learning().job(), nullptr);
  }
  [[nodiscard]] std::size_t steps_done() {
    const auto& runs = session().learning().runs();
    return runs.empty() ? 0 : runs.back().steps.size();
  }
};

TEST_F(LearningTest, CurvesAndHistogramMoveAndTheResultCanBeChosen) {
  start(20);
  auto* loss = find<CurvesView>("loss_curve");
  EXPECT_TRUE(loss->isVisible());
  ASSERT_TRUE(wait_until([this] { return session().learning().has_learned(); }));
  ASSERT_TRUE(wait_idle());
  ASSERT_EQ(loss->run_count(), 1);
  EXPECT_EQ(loss->point_count(0), 20);
  EXPECT_GT(find<HistogramView>("learn_histogram")->table().rows, 0);
  EXPECT_TRUE(find<QLabel>("learn_status")->text().contains(QStringLiteral("finished")));
  bool offered = false;
  for (const auto& choice : window().settings().after.source.choices())
    offered |= choice.value == QLatin1String("learned");
  EXPECT_TRUE(offered);
  EXPECT_TRUE(session().has_unsaved_changes());
}

TEST_F(LearningTest, PauseStandsStillAndContinueGoesOn) {
  start(5000);
  ASSERT_TRUE(wait_until([this] { return steps_done() > 3; }));
  click("learn_pause");
  ASSERT_TRUE(wait_until([this] { return session().learning().job()->state() == Job::State::paused; }));
  QTest::qWait(100);
  const auto stopped_at = steps_done();
  QTest::qWait(150);
  EXPECT_EQ(steps_done(), stopped_at);
  click("learn_pause");
  EXPECT_TRUE(wait_until([&] { return steps_done() > stopped_at + 2; }));
  click("learn_cancel");
  EXPECT_TRUE(wait_idle());
}

TEST_F(LearningTest, CancelIsQuickAndTheRunCanBeResumed) {
  start(5000);
  ASSERT_TRUE(wait_until([this] { return steps_done() > 3; }));
  QElapsedTimer timer;
  timer.start();
  click("learn_cancel");
  ASSERT_TRUE(wait_until([this] { return session().learning().job() == nullptr; }, 2000));
  EXPECT_LT(timer.elapsed(), 500);
  EXPECT_TRUE(session().learning().can_resume());
  EXPECT_TRUE(session().learning().error().what.empty());
  EXPECT_EQ(find<QAbstractButton>("learn_start")->text(), QStringLiteral("Resume"));
  click("learn_start");
  EXPECT_NE(session().learning().job(), nullptr);
  EXPECT_EQ(session().learning().runs().size(), 1U);
  ASSERT_TRUE(wait_until([this] { return steps_done() > 1; }));
  session().learning().job()->cancel();
  EXPECT_TRUE(wait_idle());
}

TEST_F(LearningTest, SeveralRunsAreKeptBesideEachOther) {
  start(5);
  ASSERT_TRUE(wait_until([this] { return session().learning().has_learned(); }));
  ASSERT_TRUE(wait_idle());
  click("learn_start");
  ASSERT_TRUE(wait_until([this] { return session().learning().job() == nullptr; }));
  EXPECT_EQ(session().learning().runs().size(), 2U);
  EXPECT_EQ(find<CurvesView>("loss_curve")->run_count(), 2);
}

}  // namespace
}  // namespace rotorscope
