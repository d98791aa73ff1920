// The spread of random rotations: the perplexity of each seed as a dot, the learned rotation as a line.
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace rotorscope {

class SeedSweepView;
class Session;

class SweepView : public QWidget {
  Q_OBJECT

 public:
  explicit SweepView(Session& session, QWidget* parent = nullptr);

 private:
  void update_state();
  void update_lines();

  Session& session_;
  SeedSweepView* dots_;
  QComboBox* kind_;
  QPushButton* start_;
  QLabel* what_;
};

}  // namespace rotorscope
