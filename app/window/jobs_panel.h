// Shows the backend's jobs and passes pause, resume and cancel on to them.
#pragma once

#include <QWidget>

class QLabel;

namespace rotorscope {

class BackendClient;
class Job;
class JobsBar;

class JobsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit JobsPanel(BackendClient& client, QWidget* parent = nullptr);

 private:
  void add(Job* job);
  [[nodiscard]] Job* find(std::int64_t id) const;
  void update_note();

  BackendClient& client_;
  JobsBar* bar_;
  QLabel* note_;
};

}  // namespace rotorscope
