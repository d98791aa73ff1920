// An outline around the widget that a lesson's step is about. It follows the widget and lets every click through.
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <functional>

namespace rotorscope {

class Spotlight : public QWidget {
  Q_OBJECT

 public:
  /// `target` gives the widget to outline, or nullptr; it is asked again and again, since pages come and go.
  Spotlight(QWidget* window, std::function<QWidget*()> target);

  /// Follows the target from now on, or disappears.
  void set_active(bool active);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void follow();

  std::function<QWidget*()> target_;
  QTimer timer_;
};

}  // namespace rotorscope
