// A project that another program writes is followed: steps come in, and at the end the learned rotation.
#include "tests/app/window_test.h"
#include "widgets/curves_view.h"

#include <QAbstractButton>
#include <QFile>
#include <QLabel>
#include <QTemporaryDir>

namespace rotorscope {
namespace {

class FollowingTest : public WindowTest {
 protected:
  void SetUp() override {
    project_ = folder_.filePath(QStringLiteral("run.h5"));
    replace();
  }
  /// As the program does that writes it: a new file takes the place of the old one.
  void replace() {
    const QString partial = project_ + QStringLiteral(".partial");
    QFile file(partial);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::number(++written_));
    file.close();
    QFile::remove(project_);
    ASSERT_TRUE(QFile::rename(partial, project_));
  }

  QTemporaryDir folder_;
  QString project_;
  int written_ = 0;
};

TEST_F(FollowingTest, StepsAndTheResultOfAnotherProgramComeIn) {
  open_window(project_);
  ASSERT_TRUE(wait_until([this] { return session().has_model(); }));
  ASSERT_EQ(session().learning().runs().size(), 1U);
  replace();
  ASSERT_TRUE(wait_until([this] { return session().learning().runs().size() == 2; }));
  EXPECT_EQ(session().learning().runs().back().steps.size(), 3U);
  EXPECT_TRUE(session().learning().runs_elsewhere());
  EXPECT_FALSE(session().learning().can_resume());  // it is not ours to resume
  EXPECT_TRUE(session().follower().is_followed());
  replace();
  ASSERT_TRUE(wait_until([this] { return session().learning().runs().back().steps.size() == 6; }));
  EXPECT_EQ(session().learning().runs().back().steps.back().step, 6);
  replace();
  ASSERT_TRUE(wait_until([this] { return session().learning().runs().back().steps.size() == 9; }));
  replace();
  ASSERT_TRUE(wait_until([this] { return session().learning().runs().back().finished; }));
  EXPECT_FALSE(session().learning().runs_elsewhere());
  EXPECT_TRUE(wait_until([this] { return session().learning().has_learned(); }));
}

TEST_F(FollowingTest, AnUnchangedProjectAsksNothing) {
  open_window(project_);
  ASSERT_TRUE(wait_until([this] { return session().has_model(); }));
  ASSERT_TRUE(wait_idle());
  QTest::qWait(600);
  EXPECT_EQ(session().learning().runs().size(), 1U);
  EXPECT_FALSE(session().follower().is_followed());
}

}  // namespace
}  // namespace rotorscope
