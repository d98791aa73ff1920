// What the next evaluation measures.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace rotorscope {

class Session;

class EvaluatePanel : public QWidget {
  Q_OBJECT

 public:
  explicit EvaluatePanel(Session& session, QWidget* parent = nullptr);

 private:
  void update_state();

  Session& session_;
  QLabel* scheme_;
  QPushButton* run_;
};

}  // namespace rotorscope
