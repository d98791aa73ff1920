#include "widgets/jobs_bar.h"

#include <QTimer>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

constexpr int finished_shown_ms = 6000;

}  // namespace

JobsBar::JobsBar(QWidget* parent) : QWidget(parent) {
  layout_ = new QVBoxLayout(this);
  layout_->setContentsMargins(0, 2, 0, 2);
  layout_->setSpacing(0);
  setAccessibleName(tr("Jobs"));
  setVisible(false);
}

JobRow& JobsBar::add_job(std::int64_t id, const QString& title, bool pausable) {
  if (JobRow* known = job(id)) return *known;
  auto* row = new JobRow(title, this);
  row->set_pausable(pausable);
  rows_[id] = row;
  layout_->addWidget(row);
  connect(row, &JobRow::pause_requested, this, [this, id] { emit pause_requested(id); });
  connect(row, &JobRow::resume_requested, this, [this, id] { emit resume_requested(id); });
  connect(row, &JobRow::cancel_requested, this, [this, id] { emit cancel_requested(id); });
  connect(row, &JobRow::dismissed, this, [this, id] { remove_job(id); });
  setVisible(true);
  emit count_changed();
  return *row;
}

JobRow* JobsBar::job(std::int64_t id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : found->second;
}

void JobsBar::finish_job(std::int64_t id, JobState state, const QString& message) {
  JobRow* row = job(id);
  if (row == nullptr) return;
  row->set_state(state, message);
  if (state == JobState::failed) return;
  QTimer::singleShot(finished_shown_ms, row, [this, id, row] {
    if (job(id) == row) remove_job(id);
  });
}

void JobsBar::remove_job(std::int64_t id) {
  const auto found = rows_.find(id);
  if (found == rows_.end()) return;
  layout_->removeWidget(found->second);
  found->second->hide();
  found->second->deleteLater();
  rows_.erase(found);
  setVisible(!rows_.empty());
  emit count_changed();
}

}  // namespace rotorscope
