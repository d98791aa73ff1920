// The main window: start page or pages in the middle, docks around them, and what the actions do.
#pragma once

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "app/window/appearance.h"
#include "app/window/options.h"
#include "app/window/recent_files.h"

#include <QMainWindow>
#include <functional>

class QDockWidget;
class QStackedWidget;

namespace rotorscope {

class Actions;
class Docks;
class ErrorBanner;
class PageTabs;
class StartPage;
class Teaching;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(const Options& options);

  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] BackendClient& client() { return client_; }
  [[nodiscard]] Settings& settings() { return settings_; }
  [[nodiscard]] RecentFiles& recent_files() { return recent_; }
  [[nodiscard]] Actions& actions() { return *actions_; }
  [[nodiscard]] PageTabs& pages() { return *pages_; }
  [[nodiscard]] Docks& docks() { return *docks_; }
  [[nodiscard]] Teaching& teaching() { return *teaching_; }
  /// What the command line asked for has not been opened yet.
  [[nodiscard]] bool has_pending_open() const { return pending_open_; }

  /// Opens a model or project; asks first where something is not saved.
  void open(const QString& path);
  /// Shows a place on the Inspect page.
  void go_to(int layer, const QString& site, int channel);

 protected:
  void showEvent(QShowEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void connect_actions();
  void connect_session();
  void start_backend();
  void show_model_state();
  void show_start_error(const Error& error, const QString& source);
  void show_palette();
  void choose_model();
  void choose_folder();
  void choose_project();
  /// False if the user wants to go on with what is open, or to save it first; then `after_saving` follows.
  bool may_leave(const std::function<void()>& after_saving);
  void save_project(bool ask_where);
  void run_learning();
  void cancel_jobs();
  void show_problem(const QString& title, const Error& error);
  void apply_selection_option();

  Options options_;
  Settings settings_;
  Appearance appearance_;
  RecentFiles recent_;
  BackendClient client_;
  Session session_;
  Actions* actions_;
  ErrorBanner* notice_;
  QStackedWidget* centre_;
  StartPage* start_;
  PageTabs* pages_;
  Docks* docks_;
  Teaching* teaching_;
  QString last_source_, last_loss_;
  bool shown_ = false;
  bool pending_open_ = false;
  std::function<void()> after_save_;
};

}  // namespace rotorscope
