// The status bar: backend, device and memory on the left; invariance and the project on the right.
#pragma once

#include <QObject>

class QLabel;
class QStatusBar;
class QToolButton;

namespace rotorscope {

class Session;

class StatusPanel : public QObject {
  Q_OBJECT

 public:
  StatusPanel(Session& session, QStatusBar* bar);

 signals:
  /// The backend's text was clicked while there is none.
  void restart_wanted();

 private:
  void update_backend();
  void update_gate();
  void update_project();

  Session& session_;
  QToolButton* backend_;
  QLabel* device_;
  QToolButton* gate_;
  QLabel* project_;
};

}  // namespace rotorscope
