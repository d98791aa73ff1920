// Shows the backend's jobs and passes pause, resume and cancel on to them.
#pragma once

#include <QWidget>

class QLabel;
class QScrollArea;

namespace rotorscope {

class BackendClient;
class Job;
class JobsBar;

class JobsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit JobsPanel(BackendClient& client, QWidget* parent = nullptr);

 signals:
  /// How many rows it would like to show at once.
  void rows_wanted(int rows);

 private:
  void add(Job* job);
  [[nodiscard]] Job* find(std::int64_t id) const;
  void update_rows();
  /// Brings the job that runs into view.
  void show_row(std::int64_t id);

  BackendClient& client_;
  JobsBar* bar_;
  QLabel* note_;
  QScrollArea* scroll_;
};

}  // namespace rotorscope
