#include "app/lessons/lesson_runner.h"

#include "app/session/session.h"

#include <QSettings>
#include <QWidget>

namespace rotorscope {
namespace {

const QString finished_key = QStringLiteral("lessons/finished");
constexpr int check_every_ms = 150;

}  // namespace

LessonRunner::LessonRunner(Session& session, QWidget* window)
    : QObject(window), context_(session, window), lessons_(all_lessons()) {
  connect(&timer_, &QTimer::timeout, this, &LessonRunner::check);
  connect(&session.evaluations(), &Evaluations::seed_measured, this, [this] { context_.count_seed(); });
  connect(&session, &Session::model_changed, this, [this, &session] {
    if (running() && !session.has_model()) stop();
  });
}

void LessonRunner::start(int lesson) {
  if (lesson < 0 || lesson >= static_cast<int>(lessons_.size())) return;
  lesson_ = lesson;
  enter(0);
  timer_.start(check_every_ms);
}

void LessonRunner::stop() {
  if (!running()) return;
  lesson_ = -1;
  timer_.stop();
  emit step_changed();
}

void LessonRunner::enter(int step) {
  step_ = step;
  done_ = false;
  context_.begin_step();
  question_ = this->step().question ? this->step().question(context_) : std::nullopt;
  emit step_changed();
  if (!this->step().done && !question_) set_done();
}

void LessonRunner::check() {
  if (!running() || done_ || !step().done) return;
  if (step().done(context_)) set_done();
}

void LessonRunner::set_done() {
  done_ = true;
  emit step_was_done();
}

bool LessonRunner::answer(int choice) {
  if (!running() || !question_) return false;
  const bool right = choice == question_->right;
  if (right && !done_) set_done();
  return right;
}

void LessonRunner::next() {
  if (!running() || !done_) return;
  if (!is_last_step()) {
    enter(step_ + 1);
    return;
  }
  QStringList finished = finished_lessons();
  if (!finished.contains(lesson().id)) finished << lesson().id;
  QSettings().setValue(finished_key, finished);
  const int ended = lesson_;
  stop();
  emit lesson_finished(ended);
}

void LessonRunner::back() {
  if (running() && step_ > 0) enter(step_ - 1);
}

QStringList LessonRunner::finished_lessons() { return QSettings().value(finished_key).toStringList(); }

}  // namespace rotorscope
