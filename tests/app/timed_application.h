// An application that knows which events took longest: what a long stall was, when there is one.
#pragma once

#include <QApplication>
#include <QString>
#include <vector>

namespace rotorscope {

class TimedApplication : public QApplication {
 public:
  struct Slow {
    double ms = 0;   ///< processor time of the window's thread
    QString what;    ///< event and receiver, the innermost that took most of it
    QString during;  ///< see doing()
  };

  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override;

  /// Names what is done from now on.
  void doing(const QString& what) { doing_ = what; }
  /// The longest ones, longest first.
  [[nodiscard]] std::vector<Slow> slowest() const;

 private:
  int depth_ = 0;
  QString innermost_, doing_;
  std::vector<Slow> slow_;
};

}  // namespace rotorscope
