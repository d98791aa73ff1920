#include "app/pages/lessons_page.h"

#include "app/lessons/lesson_runner.h"
#include "app/pages/heading_label.h"
#include "app/pages/lesson_card.h"
#include "app/pages/muted_label.h"
#include "app/pages/panel.h"
#include "app/settings/setting_editor.h"
#include "app/settings/settings.h"
#include "widgets/theme.h"

#include <QFormLayout>
#include <QGridLayout>
#include <QScrollArea>

namespace rotorscope {
namespace {

constexpr int columns = 2;

}  // namespace

LessonsPage::LessonsPage(Session& session, QWidget* parent) : Page(session, parent), grid_(new QGridLayout) {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(space, space, space, space);
  column->setSpacing(space);
  column->addWidget(new HeadingLabel(tr("Learn it on this model"), content));
  auto* text = new MutedLabel(
      tr("Each lesson takes you over the real pages, outlines what to look at, and notices when you did it. Nothing is "
         "changed but the settings that you change yourself."),
      content);
  text->setWordWrap(true);
  column->addWidget(text);
  grid_->setSpacing(space_large);
  column->addLayout(grid_);
  column->addStretch(1);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(content);
  set_content(scroll);
  show_content();
  build_cards();
}

void LessonsPage::build_cards() {
  while (QLayoutItem* item = grid_->takeAt(0)) {
    if (item->widget() != nullptr) item->widget()->deleteLater();
    delete item;
  }
  const auto lessons = all_lessons();
  const QStringList finished = LessonRunner::finished_lessons();
  for (int at = 0; at < static_cast<int>(lessons.size()); ++at) {
    const Lesson& lesson = lessons[static_cast<std::size_t>(at)];
    auto* card = new LessonCard({at + 1, lesson.title, lesson.summary, lesson.minutes,
                                 static_cast<int>(lesson.steps.size()), finished.contains(lesson.id)},
                                this);
    connect(card, &LessonCard::start_wanted, this, [this, at] { emit lesson_wanted(at); });
    grid_->addWidget(card, at / columns, at % columns);
  }
}

QWidget* LessonsPage::make_settings_panel() {
  auto* panel = new QWidget;
  auto* column = new QVBoxLayout(panel);
  auto* show = add_group(column, tr("In front of a class"));
  show->addRow(make_editor(session().settings().appearance.presentation, panel));
  auto* note = new MutedLabel(
      tr("Large type, the whole screen, and only the settings beside the plots. F11 switches it, Esc leaves it."), panel);
  note->setWordWrap(true);
  show->addRow(note);
  column->addStretch(1);
  return panel;
}

void LessonsPage::came_to_front() { build_cards(); }

}  // namespace rotorscope
