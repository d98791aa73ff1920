// File, Connect to a backend: commands are made as they should be, and another backend takes over what was open.
#include "app/backend/command_line.h"
#include "app/window/actions.h"
#include "tests/app/window_test.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>

namespace rotorscope {
namespace {

class ConnectingTest : public WindowTest {};

TEST_F(ConnectingTest, AnotherCommandIsStartedAndTheModelReopened) {
  open_inspected();
  const auto old_process = window().client().process_id();
  window().actions().connect_backend->trigger();
  auto* dialog = find<QDialog>("connect_dialog");
  ASSERT_TRUE(dialog->isVisible());
  click("connect_other");
  auto* line = find<QLineEdit>("connect_command");
  line->selectAll();
  QTest::keyClicks(line, quote_for_shell(stand_in_command().first()) + QStringLiteral(" serve"));
  const QSignalSpy restored(&session(), &Session::restored);
  click("connect_accept");
  ASSERT_TRUE(wait_until([&] { return restored.count() == 1; }));
  ASSERT_TRUE(wait_idle());
  EXPECT_NE(window().client().process_id(), old_process);
  EXPECT_EQ(window().client().command().last(), QStringLiteral("serve"));
  EXPECT_TRUE(session().inspection().has_activations());
}

TEST_F(ConnectingTest, AnOpenQuoteAndAHostThatIsAnOptionAreRefused) {
  open_inspected();
  window().actions().connect_backend->trigger();
  click("connect_other");
  find<QLineEdit>("connect_command")->setText(QStringLiteral("ssh 'server"));
  click("connect_accept");
  EXPECT_FALSE(find<QLabel>("connect_problem")->text().isEmpty());
  click("connect_ssh");
  find<QLineEdit>("connect_host")->setText(QStringLiteral("-oProxyCommand=evil"));
  click("connect_accept");
  EXPECT_FALSE(find<QLabel>("connect_problem")->text().isEmpty());
  EXPECT_TRUE(find<QDialog>("connect_dialog")->isVisible());
}

TEST(RemoteHost, IsFoundBehindSshOptions) {
  EXPECT_EQ(remote_host(ssh_backend_command(QStringLiteral("me@big"), QStringLiteral("rotor"))),
            QStringLiteral("me@big"));
  EXPECT_EQ(remote_host({QStringLiteral("/usr/bin/ssh"), QStringLiteral("-p"), QStringLiteral("22"),
                         QStringLiteral("-v"), QStringLiteral("host"), QStringLiteral("rotor")}),
            QStringLiteral("host"));
  EXPECT_TRUE(remote_host({QStringLiteral("rotor"), QStringLiteral("serve")}).isEmpty());
  EXPECT_TRUE(remote_host({}).isEmpty());
}

}  // namespace
}  // namespace rotorscope
