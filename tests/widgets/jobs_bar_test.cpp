#include "widgets/jobs_bar.h"

#include "tests/widgets/looking.h"

#include <QLabel>
#include <QProgressBar>
#include <QSignalSpy>
#include <QToolButton>

#include <gtest/gtest.h>

namespace rotorscope {
namespace {

QToolButton* button(JobRow& row, const char* name) { return row.findChild<QToolButton*>(QString::fromLatin1(name)); }

TEST(JobRow, ShowsActivityAndProgress) {
  JobRow row(QStringLiteral("Learning R1, R2"));
  show_at(row, 700, 40);
  row.set_progress(41, 100, QStringLiteral("step 41 of 100"));
  row.set_note(QStringLiteral("loss 3.81"));
  EXPECT_EQ(row.state(), JobState::running);
  const auto* bar = row.findChild<QProgressBar*>();
  EXPECT_NEAR(static_cast<double>(bar->value()) / bar->maximum(), 0.41, 1e-3);
  const QString text = row.findChildren<QLabel*>().front()->accessibleName();
  EXPECT_EQ(text.toStdString(), "Learning R1, R2 · step 41 of 100 · loss 3.81");
}

TEST(JobRow, EstimatesTheTimeLeftFromThePace) {
  JobRow row(QStringLiteral("Job"));
  row.set_progress(0, 100, {});
  EXPECT_EQ(row.time_left_text().toStdString(), "");
  QTest::qWait(700);
  row.set_progress(1, 100, {});  // about 70 s for the other 99
  EXPECT_TRUE(row.time_left_text().endsWith(QStringLiteral("left"))) << row.time_left_text().toStdString();
  row.set_progress(99, 100, {});
  EXPECT_EQ(row.time_left_text().toStdString(), "less than 5 s left");
  row.set_state(JobState::paused);
  EXPECT_EQ(row.time_left_text().toStdString(), "");
}

TEST(JobRow, PauseBecomesContinue) {
  JobRow row(QStringLiteral("Job"));
  show_at(row, 700, 40);
  row.set_progress(1, 10, {});
  QSignalSpy paused(&row, &JobRow::pause_requested);
  QSignalSpy resumed(&row, &JobRow::resume_requested);
  QTest::mouseClick(button(row, "pause"), Qt::LeftButton);
  EXPECT_EQ(paused.count(), 1);
  EXPECT_EQ(row.state(), JobState::running) << "only the backend says that it is paused";
  row.set_state(JobState::paused);
  EXPECT_EQ(button(row, "pause")->text().toStdString(), "Continue");
  QTest::mouseClick(button(row, "pause"), Qt::LeftButton);
  EXPECT_EQ(resumed.count(), 1);
}

TEST(JobRow, CancelsOnceAndIsDismissedAfterFailing) {
  JobRow row(QStringLiteral("Job"));
  show_at(row, 700, 40);
  row.set_progress(1, 10, {});
  QSignalSpy cancelled(&row, &JobRow::cancel_requested);
  QSignalSpy dismissed(&row, &JobRow::dismissed);
  QTest::mouseClick(button(row, "cancel"), Qt::LeftButton);
  EXPECT_EQ(cancelled.count(), 1);
  row.set_state(JobState::cancelling);
  QTest::mouseClick(button(row, "cancel"), Qt::LeftButton);
  EXPECT_EQ(cancelled.count(), 1);
  row.set_state(JobState::failed, QStringLiteral("the disk is full"));
  EXPECT_TRUE(row.findChildren<QLabel*>().front()->accessibleName().contains(QStringLiteral("the disk is full")));
  QTest::mouseClick(button(row, "cancel"), Qt::LeftButton);
  EXPECT_EQ(dismissed.count(), 1);
}

TEST(JobRow, TextsAreNotMarkup) {
  JobRow row(QStringLiteral("<b>x</b>"));
  EXPECT_TRUE(row.findChildren<QLabel*>().front()->text().contains(QStringLiteral("&lt;b&gt;")));
}

TEST(JobsBar, IsThereOnlyWhileThereAreJobs) {
  JobsBar bar;
  EXPECT_FALSE(bar.isVisibleTo(nullptr));
  QSignalSpy cancelled(&bar, &JobsBar::cancel_requested);
  JobRow& row = bar.add_job(7, QStringLiteral("Job"));
  EXPECT_EQ(&bar.add_job(7, QStringLiteral("Job")), &row);
  EXPECT_EQ(bar.job_count(), 1);
  show_at(bar, 700, 40);
  row.set_progress(1, 2, {});
  QTest::mouseClick(button(row, "cancel"), Qt::LeftButton);
  ASSERT_EQ(cancelled.count(), 1);
  EXPECT_EQ(cancelled[0][0].value<std::int64_t>(), 7);
  bar.finish_job(7, JobState::failed, QStringLiteral("no"));
  QTest::mouseClick(button(row, "cancel"), Qt::LeftButton);
  EXPECT_EQ(bar.job_count(), 0);
  EXPECT_FALSE(bar.isVisible());
  EXPECT_EQ(bar.job(7), nullptr);
  bar.finish_job(7, JobState::finished);
  bar.remove_job(7);
}

}  // namespace
}  // namespace rotorscope
