#include "app/window/jobs_panel.h"

#include "app/backend/backend_client.h"
#include "app/pages/muted_label.h"
#include "widgets/jobs_bar.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

namespace rotorscope {
namespace {

constexpr int finished_row_ms = 2500;
constexpr int one_row = 40;   ///< high
constexpr int most_rows = 2;  ///< more would take too much of the pages; they scroll

JobState row_state(Job::State state) {
  switch (state) {
    case Job::State::waiting:
      return JobState::waiting;
    case Job::State::paused:
      return JobState::paused;
    case Job::State::cancelling:
      return JobState::cancelling;
    case Job::State::running:
    case Job::State::ended:
      break;
  }
  return JobState::running;
}

}  // namespace

JobsPanel::JobsPanel(BackendClient& client, QWidget* parent)
    : QWidget(parent),
      client_(client),
      bar_(new JobsBar(this)),
      note_(new MutedLabel(tr("No job is running."), this)),
      scroll_(new QScrollArea(this)) {
  note_->setContentsMargins(space, space_small, space, space_small);
  auto* inner = new QWidget(this);
  auto* column = new QVBoxLayout(inner);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(bar_);
  column->addWidget(note_);
  column->addStretch(1);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidget(inner);
  scroll_->setMinimumHeight(one_row);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(scroll_);

  connect(&client, &BackendClient::job_added, this, &JobsPanel::add);
  connect(bar_, &JobsBar::count_changed, this, &JobsPanel::update_rows);
  connect(bar_, &JobsBar::pause_requested, this, [this](std::int64_t id) {
    if (Job* job = find(id)) job->pause();
  });
  connect(bar_, &JobsBar::resume_requested, this, [this](std::int64_t id) {
    if (Job* job = find(id)) job->resume();
  });
  connect(bar_, &JobsBar::cancel_requested, this, [this](std::int64_t id) {
    if (Job* job = find(id)) job->cancel();
  });
}

void JobsPanel::add(Job* job) {
  if (job->title().isEmpty()) return;
  const std::int64_t id = job->id();
  bar_->add_job(id, job->title(), job->can_pause());
  connect(job, &Job::progress, this, [this, id](qint64 done, qint64 total, const QString& activity, double) {
    if (JobRow* row = bar_->job(id)) row->set_progress(done, total, activity);
  });
  connect(job, &Job::state_changed, this, [this, id, job] {
    JobRow* row = bar_->job(id);
    if (row == nullptr || job->state() == Job::State::ended) return;
    row->set_state(row_state(job->state()));
    if (job->state() == Job::State::running) show_row(id);
  });
  connect(job, &Job::partial, this, [this, id](const QString& kind, const JsonPointer& body) {
    JobRow* row = bar_->job(id);
    if (row == nullptr) return;
    if (kind == QLatin1String("learn_step")) {
      row->set_note(tr("loss %1").arg(body->value("loss", 0.0), 0, 'g', 4));
    } else if (kind == QLatin1String("eval_partial")) {
      row->set_note(tr("perplexity %1 so far").arg(body->value("perplexity", 0.0), 0, 'g', 4));
    }
  });
  connect(job, &Job::finished, this, [this, id] {
    if (JobRow* row = bar_->job(id)) row->set_note({});
    bar_->finish_job(id, JobState::finished);
    QTimer::singleShot(finished_row_ms, this, [this, id] { bar_->remove_job(id); });
  });
  connect(job, &Job::failed, this, [this, id](const Error& error) {
    bar_->finish_job(id, error.cancelled ? JobState::cancelled : JobState::failed,
                     error.cancelled ? QString() : QString::fromStdString(error.message()));
  });
}

Job* JobsPanel::find(std::int64_t id) const {
  for (Job* job : client_.jobs()) {
    if (job->id() == id) return job;
  }
  return nullptr;
}

void JobsPanel::show_row(std::int64_t id) {
  // The layout has yet to give a new row its place.
  QMetaObject::invokeMethod(
      this,
      [this, id] {
        if (JobRow* row = bar_->job(id)) scroll_->ensureWidgetVisible(row);
      },
      Qt::QueuedConnection);
}

void JobsPanel::update_rows() {
  note_->setVisible(bar_->job_count() == 0);
  const int rows = std::clamp(bar_->job_count(), 1, most_rows);
  if (rows > 1) emit rows_wanted(rows);  // before it grows
  scroll_->setMinimumHeight(rows * one_row);
  if (rows == 1) emit rows_wanted(rows);
}

}  // namespace rotorscope
