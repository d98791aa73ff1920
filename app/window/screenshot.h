// Takes a picture of the window when its page has its data, for documentation and checks.
#pragma once

#include "core/base/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>

namespace rotorscope {

class MainWindow;

class Screenshot : public QObject {
  Q_OBJECT

 public:
  /// Waits until nothing is asked any more, writes `file`, and ends the program with 0, or with 1 and a line on
  /// standard error where something failed.
  Screenshot(MainWindow& window, QString file);

 private:
  void look();
  void take();
  void give_up(const Error& error);

  MainWindow& window_;
  QString file_;
  QTimer timer_;
  QElapsedTimer idle_;
};

}  // namespace rotorscope
