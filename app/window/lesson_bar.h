// The strip under the pages while a lesson runs: what to do now, a question where there is one, and the way on.
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace rotorscope {

class HeadingLabel;
class LessonRunner;

class LessonBar : public QFrame {
  Q_OBJECT

 public:
  explicit LessonBar(LessonRunner& runner, QWidget* parent = nullptr);

 signals:
  /// The place of the step is to be shown again.
  void place_wanted();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void show_step();
  void show_state();
  void build_choices();
  void choose(int choice);

  LessonRunner& runner_;
  HeadingLabel* title_;
  QLabel* text_;
  QLabel* question_;
  QLabel* verdict_;
  QVBoxLayout* choices_;
  QPushButton* back_;
  QPushButton* next_;
};

}  // namespace rotorscope
