#include "app/window/lesson_bar.h"

#include "app/lessons/lesson_runner.h"
#include "app/pages/heading_label.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>

namespace rotorscope {

LessonBar::LessonBar(LessonRunner& runner, QWidget* parent)
    : QFrame(parent),
      runner_(runner),
      title_(new HeadingLabel({}, this)),
      text_(new QLabel(this)),
      question_(new QLabel(this)),
      verdict_(new QLabel(this)),
      choices_(new QVBoxLayout),
      back_(new QPushButton(tr("Back"), this)),
      next_(new QPushButton(this)) {
  setObjectName(QStringLiteral("lesson_bar"));
  text_->setObjectName(QStringLiteral("lesson_text"));
  verdict_->setObjectName(QStringLiteral("lesson_verdict"));
  back_->setObjectName(QStringLiteral("lesson_back"));
  next_->setObjectName(QStringLiteral("lesson_next"));
  for (QLabel* label : {text_, question_, verdict_}) label->setWordWrap(true);
  auto* again = new QPushButton(tr("Show me where"), this);
  again->setObjectName(QStringLiteral("lesson_show"));
  again->setToolTip(tr("Brings the page of this step to the front"));
  auto* leave = new QPushButton(themed_icon(QStringLiteral("close")), tr("Leave"), this);
  leave->setObjectName(QStringLiteral("lesson_leave"));
  auto* head = new QHBoxLayout;
  head->addWidget(title_, 1);
  for (QPushButton* button : {again, back_, next_, leave}) head->addWidget(button);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space_large, space, space_large, space);
  column->setSpacing(space_small);
  column->addLayout(head);
  column->addWidget(text_);
  column->addWidget(question_);
  column->addLayout(choices_);
  column->addWidget(verdict_);

  connect(again, &QPushButton::clicked, this, &LessonBar::place_wanted);
  connect(leave, &QPushButton::clicked, &runner, &LessonRunner::stop);
  connect(back_, &QPushButton::clicked, &runner, &LessonRunner::back);
  connect(next_, &QPushButton::clicked, &runner, &LessonRunner::next);
  connect(&runner, &LessonRunner::step_changed, this, &LessonBar::show_step);
  connect(&runner, &LessonRunner::step_was_done, this, &LessonBar::show_state);
  show_step();
}

void LessonBar::show_step() {
  setVisible(runner_.running());
  if (!runner_.running()) return;
  title_->setText(tr("%1 · step %2 of %3")
                      .arg(runner_.lesson().title)
                      .arg(runner_.step_index() + 1)
                      .arg(runner_.step_count()));
  text_->setText(runner_.step().text);
  verdict_->clear();
  build_choices();
  back_->setEnabled(runner_.step_index() > 0);
  show_state();
}

void LessonBar::build_choices() {
  while (QLayoutItem* item = choices_->takeAt(0)) {
    if (item->widget() != nullptr) item->widget()->deleteLater();
    delete item;
  }
  const auto& question = runner_.question();
  question_->setVisible(question.has_value());
  if (!question) return;
  question_->setText(QStringLiteral("<b>%1</b>").arg(question->text.toHtmlEscaped()));
  auto* holder = new QWidget(this);
  auto* row = new QHBoxLayout(holder);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space_large);
  for (int at = 0; at < question->choices.size(); ++at) {
    auto* choice = new QRadioButton(question->choices[at], holder);
    choice->setObjectName(QStringLiteral("lesson_choice_%1").arg(at));
    connect(choice, &QRadioButton::clicked, this, [this, at] { choose(at); });
    row->addWidget(choice);
  }
  row->addStretch(1);
  choices_->addWidget(holder);
  holder->show();
}

void LessonBar::choose(int choice) {
  if (!runner_.answer(choice)) verdict_->setText(tr("Not quite. Look again and choose another answer."));
}

void LessonBar::show_state() {
  if (!runner_.running()) return;
  const bool done = runner_.step_done();
  next_->setEnabled(done);
  next_->setDefault(done);
  next_->setText(runner_.is_last_step() ? tr("Finish") : tr("Next"));
  next_->setIcon(done ? themed_icon(QStringLiteral("check")) : QIcon());
  verdict_->setVisible(done || !verdict_->text().isEmpty() || runner_.question());
  if (done) {
    const bool had_task = runner_.step().done != nullptr || runner_.question();
    verdict_->setText(had_task ? tr("Done. Press Next.") : QString());
    if (runner_.is_last_step() && had_task) verdict_->setText(tr("Done. That was the last step."));
    verdict_->setVisible(had_task);
  }
}

void LessonBar::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  const QColor accent = palette().color(QPalette::Highlight);
  painter.fillRect(rect(), mix(palette().color(QPalette::Window), accent, 0.08));
  painter.fillRect(QRect(0, 0, width(), 2), accent);
}

}  // namespace rotorscope
