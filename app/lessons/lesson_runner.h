// Goes through a lesson step by step: watches for what the reader is asked to do, takes answers, keeps what is finished.
#pragma once

#include "app/lessons/lesson.h"
#include "app/lessons/lesson_context.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

namespace rotorscope {

class LessonRunner : public QObject {
  Q_OBJECT

 public:
  /// `window` is where the steps' targets are looked for.
  LessonRunner(Session& session, QWidget* window);

  [[nodiscard]] const std::vector<Lesson>& lessons() const { return lessons_; }
  void start(int lesson);
  void stop();
  [[nodiscard]] bool running() const { return lesson_ >= 0; }
  /// Only while running.
  [[nodiscard]] const Lesson& lesson() const { return lessons_[static_cast<std::size_t>(lesson_)]; }
  [[nodiscard]] const LessonStep& step() const { return lesson().steps[static_cast<std::size_t>(step_)]; }
  [[nodiscard]] int step_index() const { return step_; }
  [[nodiscard]] int step_count() const { return static_cast<int>(lesson().steps.size()); }
  [[nodiscard]] bool is_last_step() const { return step_ + 1 == step_count(); }
  /// What the step asks; nothing if it asks nothing.
  [[nodiscard]] const std::optional<LessonQuestion>& question() const { return question_; }
  [[nodiscard]] bool step_done() const { return done_; }
  [[nodiscard]] const LessonContext& context() const { return context_; }

  /// To the next step, after the last to the end; nothing happens before the step is done.
  void next();
  void back();
  /// True if it was right.
  bool answer(int choice);

  /// Ids of the lessons gone through, kept in the settings file.
  [[nodiscard]] static QStringList finished_lessons();

 signals:
  /// Another step, or the lesson began or ended.
  void step_changed();
  void step_was_done();
  void lesson_finished(int lesson);

 private:
  void enter(int step);
  void check();
  void set_done();

  LessonContext context_;
  std::vector<Lesson> lessons_;
  int lesson_ = -1;
  int step_ = 0;
  bool done_ = false;
  std::optional<LessonQuestion> question_;
  QTimer timer_;
};

}  // namespace rotorscope
