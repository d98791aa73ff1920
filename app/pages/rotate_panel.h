// Settings of the Rotate page: the rotation, its invariance, and how one is learned.
#pragma once

#include <QList>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace rotorscope {

class Session;
class SettingBase;

class RotatePanel : public QWidget {
  Q_OBJECT

 public:
  explicit RotatePanel(Session& session, QWidget* parent = nullptr);

 private:
  struct Row {
    SettingBase* setting;
    QFormLayout* form;
    QWidget* editor;
  };

  void build_learning(QVBoxLayout* column);
  void update_gate();
  void update_learning();
  void update_memory();

  Session& session_;
  QList<Row> rows_;
  QComboBox* recipes_ = nullptr;
  QLabel* gate_;
  QLabel* memory_;
  QPushButton* check_;
};

}  // namespace rotorscope
