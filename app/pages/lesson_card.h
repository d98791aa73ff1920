// One lesson on the Lessons page.
#pragma once

#include <QFrame>

class QLabel;

namespace rotorscope {

class LessonCard : public QFrame {
  Q_OBJECT

 public:
  struct Content {
    int number = 1;
    QString title, summary;
    int minutes = 0, steps = 0;
    bool finished = false;
  };
  explicit LessonCard(const Content& content, QWidget* parent = nullptr);

 signals:
  void start_wanted();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void draw_mark();

  QLabel* mark_ = nullptr;  ///< of a finished lesson
};

}  // namespace rotorscope
