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
  void show_kept();
  void update_state();
  void update_lines();
  [[nodiscard]] QString settings_text() const;

  Session& session_;
  SeedSweepView* dots_;
  QComboBox* kind_;
  QPushButton* start_;
  QLabel* what_;
  QString measured_;  ///< with which settings the dots were
};

}  // namespace rotorscope
