// The panels around the pages: model tree, settings, jobs, log. They move, are saved and can be reset.
#pragma once

#include <QObject>

class QDockWidget;
class QMainWindow;
class QMenu;
class QStackedWidget;

namespace rotorscope {

class LogView;
class ModelTree;
class Session;

class Docks : public QObject {
  Q_OBJECT

 public:
  Docks(Session& session, QMainWindow* window, QMenu* menu);

  [[nodiscard]] QStackedWidget* settings() const { return settings_; }
  [[nodiscard]] ModelTree* tree() const { return tree_; }
  [[nodiscard]] LogView* log() const { return log_; }
  /// Hides all of them for the start page, or brings back what was there.
  void set_shown(bool shown);
  void reset();
  /// Only the settings remain; back again brings what was there.
  void set_presentation(bool on);
  /// Writes the arrangement to the settings file.
  void save();
  bool eventFilter(QObject* watched, QEvent* event) override;

 signals:
  /// The model's own row was chosen in the tree.
  void overview_wanted();
  /// A site or layer was chosen in the tree; the selection has it already.
  void site_wanted();

 private:
  void fit_settings();
  QDockWidget* add(const QString& title, const QString& name, QWidget* content, Qt::DockWidgetArea area);
  void arrange();
  void connect_tree();
  /// The jobs' dock grows for a second job, and has its height back afterwards.
  void fit_jobs(int rows);

  Session& session_;
  QMainWindow* window_;
  ModelTree* tree_;
  QStackedWidget* settings_;
  LogView* log_;
  QList<QDockWidget*> docks_;
  QByteArray state_;
  QList<bool> before_presentation_;
  int settings_width_ = 0;
  int jobs_height_ = 0;  ///< before it grew; 0: it has not
  bool shown_ = false;
};

}  // namespace rotorscope
