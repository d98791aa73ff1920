// What the backend says on its standard error and in log messages, with times.
#pragma once

#include <QWidget>

class QPlainTextEdit;

namespace rotorscope {

class LogView : public QWidget {
  Q_OBJECT

 public:
  explicit LogView(QWidget* parent = nullptr);
  void append(const QString& line);
  [[nodiscard]] QString text() const;

 private:
  QPlainTextEdit* lines_;
};

}  // namespace rotorscope
