// Lessons over the real pages, and the presentation mode: what a teacher needs.
#pragma once

#include <QObject>
#include <QSize>

class QVBoxLayout;

namespace rotorscope {

class LessonRunner;
class MainWindow;
class Spotlight;

class Teaching : public QObject {
  Q_OBJECT

 public:
  /// The strip with the lesson's text is added to the end of `middle`.
  Teaching(MainWindow& window, QVBoxLayout* middle);

  [[nodiscard]] LessonRunner& runner() { return *runner_; }
  /// Without a model the sample is opened first.
  void start_lesson(int lesson);

 private:
  void show_place();
  void begin_waiting();
  void present(bool on);

  MainWindow& window_;
  LessonRunner* runner_;
  Spotlight* spotlight_;
  int waiting_ = -1;  ///< the lesson that begins once there is an inspection
  bool was_maximized_ = false;
  QSize normal_size_;  ///< before the presentation
};

}  // namespace rotorscope
