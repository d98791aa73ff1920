// The backend dies under the window: it is said, it is started again, and what was open comes back.
#include "app/window/actions.h"
#include "app/window/log_view.h"
#include "tests/app/window_test.h"

#include <QAbstractButton>
#include <QAction>
#include <QSignalSpy>
#include <csignal>

namespace rotorscope {
namespace {

class RecoveryTest : public WindowTest {
 protected:
  void kill_backend() { ASSERT_EQ(kill(static_cast<pid_t>(window().client().process_id()), SIGKILL), 0); }
};

TEST_F(RecoveryTest, TheOpenModelComesBack) {
  open_inspected();
  session().selection().set(4, QStringLiteral("o_in"), 9);
  const QSignalSpy restored(&session(), &Session::restored);
  kill_backend();
  // The reader goes on clicking while the backend is away.
  window().go_to(4, QStringLiteral("o_in"), 9);
  ASSERT_TRUE(wait_until([&] { return restored.count() == 1; }));
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(session().has_model());
  EXPECT_TRUE(session().inspection().has_outcome());
  EXPECT_EQ(session().selection().layer(), 4);
  EXPECT_EQ(session().selection().channel(), 9);
  // And it answers again about the inspected activations.
  window().go_to(5, QStringLiteral("v"), -1);
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(find<QWidget>("notice")->isVisible());
  EXPECT_TRUE(window().findChild<LogView*>()->text().contains(QStringLiteral("signal 9")));
}

TEST_F(RecoveryTest, AnOpenProjectComesBack) {
  open_window(QStringLiteral("/somewhere/work.h5"));
  ASSERT_TRUE(wait_until([this] { return session().has_model(); }));
  const QSignalSpy restored(&session(), &Session::restored);
  kill_backend();
  // The reader goes on clicking while the backend is away.
  window().go_to(4, QStringLiteral("o_in"), 9);
  ASSERT_TRUE(wait_until([&] { return restored.count() == 1; }));
  ASSERT_TRUE(wait_idle());
  // Nothing was asked before the backend had the project again, so no page shows an error.
  EXPECT_TRUE(session().inspection().has_activations());
  for (const auto* banner : window().findChildren<QFrame*>(QStringLiteral("error_banner"))) {
    EXPECT_FALSE(banner->isVisible());
  }
  EXPECT_EQ(session().project_path(), QStringLiteral("/somewhere/work.h5"));
  EXPECT_EQ(session().evaluations().rows().size(), 1U);
}

TEST_F(RecoveryTest, ALearningRunThatDiedCanBeResumed) {
  open_inspected();
  window().settings().learn.steps.set(5000);
  window().actions().learn->trigger();
  ASSERT_TRUE(wait_until([this] { return session().learning().runs().back().steps.size() > 3; }));
  const QSignalSpy restored(&session(), &Session::restored);
  kill_backend();
  ASSERT_TRUE(wait_until([&] { return restored.count() == 1; }));
  EXPECT_EQ(session().learning().job(), nullptr);
  EXPECT_NE(session().learning().error().what.find("signal 9"), std::string::npos);
  EXPECT_TRUE(session().learning().can_resume());
}

TEST_F(RecoveryTest, AnInspectionThatKillsTheBackendIsNotRepeatedForEver) {
  const StandInOrders orders("die_at=inspect");
  open_window(QStringLiteral("sample"));
  ASSERT_TRUE(wait_until([this] { return !session().inspection().error().what.empty(); }));
  ASSERT_TRUE(wait_until([this] { return window().client().state() == BackendProcess::State::ready; }));
  QTest::qWait(300);
  EXPECT_EQ(window().client().state(), BackendProcess::State::ready);
  EXPECT_TRUE(session().has_model());
  EXPECT_FALSE(session().inspection().has_outcome());
}

TEST_F(RecoveryTest, ABackendThatIsNotThereIsSaidAndCanBeStartedAgain) {
  const StandInOrders orders("version=2");
  open_window();
  auto* status = find<QAbstractButton>("status_backend");
  ASSERT_TRUE(wait_until([&] { return status->text().contains(QStringLiteral("not running")); }));
  qunsetenv("ROTOR_STAND_IN");
  click("status_backend");
  EXPECT_TRUE(wait_until([this] { return window().client().state() == BackendProcess::State::ready; }));
}

}  // namespace
}  // namespace rotorscope
