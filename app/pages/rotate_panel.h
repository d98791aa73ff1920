// Settings of the Rotate page: the rotation, its invariance, and how one is learned.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace rotorscope {

class Session;

class RotatePanel : public QWidget {
  Q_OBJECT

 public:
  explicit RotatePanel(Session& session, QWidget* parent = nullptr);

 private:
  void update_gate();
  void update_memory();

  Session& session_;
  QLabel* gate_;
  QLabel* memory_;
  QPushButton* check_;
};

}  // namespace rotorscope
