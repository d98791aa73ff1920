// Every action of the window, with its shortcut, in its menu. The palette and the list of shortcuts read them here.
#pragma once

#include <QList>
#include <QObject>

class QAction;
class QMenu;
class QMenuBar;

namespace rotorscope {

class RecentFiles;
struct Settings;

class Actions : public QObject {
  Q_OBJECT

 public:
  Actions(Settings& settings, RecentFiles& recent, QMenuBar* bar);

  [[nodiscard]] const QList<QAction*>& all() const { return all_; }
  /// Greys what needs an open model.
  void set_has_model(bool has_model, bool can_measure);

  QAction* open_model;
  QAction* open_folder;
  QAction* open_sample;
  QAction* open_project;
  QAction* save_project;
  QAction* save_project_as;
  QAction* connect_backend;
  QAction* quit;
  QAction* page_inspect;
  QAction* page_rotate;
  QAction* page_quantize;
  QAction* page_evaluate;
  QAction* page_export;
  QAction* page_lessons;
  QAction* palette;
  QAction* find_site;
  QAction* reset_layout;
  QAction* presentation;
  QAction* leave_presentation;
  QAction* inspect;
  QAction* learn;
  QAction* evaluate;
  QAction* check_invariance;
  QAction* cancel;
  QAction* restart_backend;
  QAction* shortcuts;
  QAction* about;
  QMenu* docks_menu;
  QList<QAction*> lessons;  ///< in their order

 signals:
  /// It is taken at the next start.
  void language_chosen();
  void recent_file_wanted(const QString& file);

 private:
  QAction* add(QMenu* menu, const QString& text, const QString& keys, const QString& icon_name = {});
  void add_languages(QMenu* menu);
  void add_file_menu(QMenuBar* bar);
  void add_edit_menu(QMenuBar* bar);
  void add_view_menu(QMenuBar* bar);
  void add_run_menu(QMenuBar* bar);
  void add_lessons_menu(QMenuBar* bar);
  void add_help_menu(QMenuBar* bar);
  void fill_recent(QMenu* menu);

  Settings& settings_;
  RecentFiles& recent_;
  QList<QAction*> all_;
};

}  // namespace rotorscope
