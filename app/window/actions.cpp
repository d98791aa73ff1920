#include "app/window/actions.h"

#include "app/lessons/lesson.h"
#include "app/settings/settings.h"
#include "app/window/language.h"
#include "app/window/recent_files.h"
#include "widgets/icons.h"

#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

namespace rotorscope {

Actions::Actions(Settings& settings, RecentFiles& recent, QMenuBar* bar)
    : QObject(bar), settings_(settings), recent_(recent) {
  add_file_menu(bar);
  add_edit_menu(bar);
  add_view_menu(bar);
  add_run_menu(bar);
  add_lessons_menu(bar);
  add_help_menu(bar);
  set_has_model(false, false);
}

QAction* Actions::add(QMenu* menu, const QString& text, const QString& keys, const QString& icon_name) {
  auto* action = menu->addAction(text);
  if (!keys.isEmpty()) action->setShortcuts(QKeySequence::listFromString(keys));
  if (!icon_name.isEmpty()) action->setIcon(themed_icon(icon_name));
  action->setData(QString(menu->title()).remove(u'&'));
  all_ << action;
  return action;
}

void Actions::add_file_menu(QMenuBar* bar) {
  QMenu* menu = bar->addMenu(tr("&File"));
  open_model = add(menu, tr("&Open model…"), QStringLiteral("Ctrl+O"), QStringLiteral("open"));
  open_folder = add(menu, tr("Open &Hugging Face folder…"), QStringLiteral("Ctrl+Shift+O"));
  open_sample = add(menu, tr("Open the sample &model"), QStringLiteral("Ctrl+M"), QStringLiteral("sample"));
  open_project = add(menu, tr("Open &project…"), QStringLiteral("Ctrl+Alt+O"), QStringLiteral("project"));
  QMenu* recent = menu->addMenu(tr("&Recent files"));
  connect(recent, &QMenu::aboutToShow, this, [this, recent] { fill_recent(recent); });
  menu->addSeparator();
  save_project = add(menu, tr("&Save project"), QStringLiteral("Ctrl+S"), QStringLiteral("save"));
  save_project_as = add(menu, tr("Save project &as…"), QStringLiteral("Ctrl+Shift+S"));
  menu->addSeparator();
  connect_backend = add(menu, tr("&Connect to a backend…"), {}, QStringLiteral("link"));
  menu->addSeparator();
  quit = add(menu, tr("&Quit"), QStringLiteral("Ctrl+Q"));
  quit->setMenuRole(QAction::QuitRole);
}

void Actions::fill_recent(QMenu* menu) {
  menu->clear();
  for (const QString& file : recent_.files()) {
    QAction* action = menu->addAction(recent_file_text(file));
    action->setToolTip(file);
    connect(action, &QAction::triggered, this, [this, file] { emit recent_file_wanted(file); });
  }
  if (recent_.files().isEmpty()) {
    menu->addAction(tr("Nothing was opened yet"))->setEnabled(false);
    return;
  }
  menu->addSeparator();
  connect(menu->addAction(tr("Clear this list")), &QAction::triggered, &recent_, &RecentFiles::clear);
}

void Actions::add_edit_menu(QMenuBar* bar) {
  QMenu* menu = bar->addMenu(tr("&Edit"));
  const auto take = [&](QAction* action, const QString& keys, const QString& icon_name) {
    action->setShortcuts(QKeySequence::listFromString(keys));
    action->setIcon(themed_icon(icon_name));
    action->setData(tr("Edit"));
    menu->addAction(action);
    all_ << action;
  };
  take(settings_.quant.undo_stack().createUndoAction(this, tr("Undo")), QStringLiteral("Ctrl+Z"),
       QStringLiteral("undo"));
  take(settings_.quant.undo_stack().createRedoAction(this, tr("Redo")), QStringLiteral("Ctrl+Shift+Z; Ctrl+Y"),
       QStringLiteral("redo"));
  menu->addSeparator();
  palette = add(menu, tr("&Command palette…"), QStringLiteral("Ctrl+K; Ctrl+P"), QStringLiteral("search"));
  find_site = add(menu, tr("&Find a layer or site"), QStringLiteral("Ctrl+F"));
}

void Actions::add_view_menu(QMenuBar* bar) {
  QMenu* menu = bar->addMenu(tr("&View"));
  page_inspect = add(menu, tr("&Inspect page"), QStringLiteral("Ctrl+1"), QStringLiteral("inspect"));
  page_rotate = add(menu, tr("&Rotate page"), QStringLiteral("Ctrl+2"), QStringLiteral("rotate"));
  page_quantize = add(menu, tr("&Quantize page"), QStringLiteral("Ctrl+3"), QStringLiteral("quantize"));
  page_evaluate = add(menu, tr("&Evaluate page"), QStringLiteral("Ctrl+4"), QStringLiteral("evaluate"));
  page_export = add(menu, tr("E&xport page"), QStringLiteral("Ctrl+5"), QStringLiteral("export"));
  page_lessons = add(menu, tr("&Lessons page"), QStringLiteral("Ctrl+6"), QStringLiteral("lessons"));
  menu->addSeparator();
  docks_menu = menu->addMenu(tr("&Panels"));
  QMenu* themes = menu->addMenu(tr("&Theme"));
  auto* group = new QActionGroup(this);
  auto& theme = settings_.appearance.theme;
  for (const auto& choice : theme.choices()) {
    QAction* action = add(themes, choice.label, {});
    action->setCheckable(true);
    action->setChecked(choice.value == theme.variant());
    group->addAction(action);
    connect(action, &QAction::triggered, this, [&theme, value = choice.value] { theme.set_variant(value); });
    connect(&theme, &SettingBase::changed, action,
            [&theme, action, value = choice.value] { action->setChecked(value == theme.variant()); });
  }
  add_languages(menu);
  auto& larger = settings_.appearance.larger_text;
  QAction* text = add(menu, larger.text().label, QStringLiteral("Ctrl++"));
  text->setCheckable(true);
  text->setChecked(larger);
  connect(text, &QAction::toggled, this, [&larger](bool on) { larger.set(on); });
  auto& presenting = settings_.appearance.presentation;
  presentation = add(menu, presenting.text().label, QStringLiteral("F11"));
  presentation->setCheckable(true);
  connect(presentation, &QAction::toggled, this, [&presenting](bool on) { presenting.set(on); });
  connect(&presenting, &SettingBase::changed, this, [this, &presenting] {
    presentation->setChecked(presenting);
    leave_presentation->setEnabled(presenting);
  });
  leave_presentation = add(menu, tr("Leave the presentation"), QStringLiteral("Esc"));
  leave_presentation->setEnabled(false);
  connect(leave_presentation, &QAction::triggered, this, [&presenting] { presenting.set(false); });
  reset_layout = add(menu, tr("Reset &layout"), {});
}

void Actions::add_languages(QMenu* menu) {
  auto& language = settings_.appearance.language;
  QMenu* languages = menu->addMenu(language.text().label);
  auto* group = new QActionGroup(this);
  for (const QString& code : QStringList{QString()} + available_languages()) {
    QAction* action = add(languages, language_name(code), {});
    action->setCheckable(true);
    action->setChecked(language.value() == code);
    group->addAction(action);
    connect(action, &QAction::triggered, this, [this, &language, code] {
      language.set(code);
      emit language_chosen();
    });
  }
}

void Actions::add_run_menu(QMenuBar* bar) {
  QMenu* menu = bar->addMenu(tr("&Run"));
  inspect = add(menu, tr("&Inspect the model"), QStringLiteral("Ctrl+I"), QStringLiteral("inspect"));
  check_invariance = add(menu, tr("Check in&variance"), QStringLiteral("Ctrl+Shift+I"), QStringLiteral("check"));
  learn = add(menu, tr("&Learn a rotation"), QStringLiteral("Ctrl+L"), QStringLiteral("learn"));
  evaluate = add(menu, tr("&Evaluate"), QStringLiteral("Ctrl+E"), QStringLiteral("evaluate"));
  menu->addSeparator();
  cancel = add(menu, tr("&Cancel all jobs"), QStringLiteral("Ctrl+."), QStringLiteral("cancel"));
  restart_backend = add(menu, tr("&Restart the backend"), {});
}

void Actions::add_lessons_menu(QMenuBar* bar) {
  QMenu* menu = bar->addMenu(tr("&Lessons"));
  for (const Lesson& lesson : all_lessons()) {
    lessons << add(menu, lesson.title, {});
    lessons.back()->setToolTip(lesson.summary);
  }
}

void Actions::add_help_menu(QMenuBar* bar) {
  QMenu* menu = bar->addMenu(tr("&Help"));
  shortcuts = add(menu, tr("&Keyboard shortcuts"), QStringLiteral("F1; Ctrl+/"), QStringLiteral("help"));
  about = add(menu, tr("&About Rotorscope"), {}, QStringLiteral("info"));
  about->setMenuRole(QAction::AboutRole);
}

void Actions::set_has_model(bool has_model, bool can_measure) {
  for (QAction* action : {save_project, save_project_as, page_inspect, page_rotate, page_quantize, page_evaluate,
                          page_export, page_lessons, find_site}) {
    action->setEnabled(has_model);
  }
  for (QAction* action : {inspect, check_invariance, learn, evaluate}) action->setEnabled(has_model && can_measure);
}

}  // namespace rotorscope
