// File, Connect to a backend: on this computer, on another one through ssh, or by any command.
#pragma once

#include <QDialog>
#include <QStringList>

class QButtonGroup;
class QLabel;
class QLineEdit;

namespace rotorscope {

class ConnectDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ConnectDialog(const QStringList& current, QWidget* parent = nullptr);

 signals:
  void command_chosen(const QStringList& command);

 private:
  enum Kind { local, ssh, other };
  [[nodiscard]] Kind kind() const;
  void update_state();
  void finish();

  QButtonGroup* kinds_;
  QLineEdit* host_;
  QLineEdit* program_;
  QLineEdit* command_;
  QLabel* summary_;
  QLabel* problem_;
};

}  // namespace rotorscope
