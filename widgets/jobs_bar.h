// The jobs below the pages, a row each; hidden while there are none.
#pragma once

#include "widgets/job_row.h"

#include <QWidget>
#include <map>

class QVBoxLayout;

namespace rotorscope {

class JobsBar : public QWidget {
  Q_OBJECT
 public:
  explicit JobsBar(QWidget* parent = nullptr);

  /// A row for job `id`, in state waiting; the row that is there already if the id is known.
  JobRow& add_job(std::int64_t id, const QString& title, bool pausable = true);
  /// nullptr if there is none.
  [[nodiscard]] JobRow* job(std::int64_t id) const;
  /// Finished jobs leave by themselves after a few seconds; failed ones stay until dismissed.
  void finish_job(std::int64_t id, JobState state, const QString& message = {});
  void remove_job(std::int64_t id);
  [[nodiscard]] int job_count() const { return static_cast<int>(rows_.size()); }

 signals:
  void pause_requested(std::int64_t id);
  void resume_requested(std::int64_t id);
  void cancel_requested(std::int64_t id);
  /// A row came or went.
  void count_changed();

 private:
  std::map<std::int64_t, JobRow*> rows_;
  QVBoxLayout* layout_ = nullptr;
};

}  // namespace rotorscope
