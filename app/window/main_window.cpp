#include "app/window/main_window.h"

#include "app/backend/command_line.h"
#include "app/pages/error_banner.h"
#include "app/pages/inspect_page.h"
#include "app/window/actions.h"
#include "app/window/docks.h"
#include "app/window/drop.h"
#include "app/window/page_tabs.h"
#include "app/window/palette_jump.h"
#include "app/window/start_page.h"
#include "app/window/status_panel.h"
#include "app/window/teaching.h"
#include "widgets/icons.h"
#include "widgets/model_tree.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace rotorscope {
namespace {

const QString geometry_key = QStringLiteral("window/geometry");

}  // namespace

MainWindow::MainWindow(const Options& options)
    : options_(options),
      appearance_(settings_.appearance, options.theme),
      session_(client_, settings_),
      notice_(new ErrorBanner(this)),
      centre_(new QStackedWidget(this)),
      pending_open_(!options.open.isEmpty()) {
  setWindowTitle(QStringLiteral("Rotorscope"));
  setWindowIcon(app_icon());
  setAcceptDrops(true);
  notice_->setObjectName(QStringLiteral("notice"));
  actions_ = new Actions(settings_, recent_, menuBar());
  docks_ = new Docks(session_, this, actions_->docks_menu);
  start_ = new StartPage(recent_, centre_);
  pages_ = new PageTabs(session_, docks_->settings(), centre_);
  start_->setMinimumSize(400, 300);  // of no use to the pages, which share its place
  centre_->addWidget(start_);
  centre_->addWidget(pages_);
  auto* middle = new QWidget(this);
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(notice_);
  column->addWidget(centre_, 1);
  setCentralWidget(middle);
  teaching_ = new Teaching(*this, column);
  auto* status = new StatusPanel(session_, statusBar());
  connect(status, &StatusPanel::restart_wanted, &client_, &BackendClient::restart);
  for (QAction* action : actions_->all()) addAction(action);  // shortcuts work while the menu bar is hidden

  if (options_.size.isValid()) {
    resize(options_.size);
  } else if (!restoreGeometry(QSettings().value(geometry_key).toByteArray())) {
    // With its frame and title, on the screen.
    resize(QSize(1280, 800).boundedTo(screen()->availableGeometry().size() - QSize(10, 40)));
  }
  connect_actions();
  connect_session();
}

void MainWindow::connect_session() {
  connect(&session_, &Session::model_changed, this, &MainWindow::show_model_state);
  connect(&session_, &Session::project_changed, this, &MainWindow::show_model_state);
  connect(&session_, &Session::page_wanted, this, [this](const QString& name) {
    if (options_.page) return;  // what the command line asks for goes first
    for (const PageName& known : page_names) {
      if (name == QLatin1String(known.name)) pages_->show_page(known.page);
    }
  });
  connect(&session_, &Session::opened, this, [this](const QString& source) {
    recent_.add(source);
    pending_open_ = false;
  });
  connect(&session_, &Session::open_failed, this, &MainWindow::show_start_error);
  connect(&session_, &Session::opening_changed, this,
          [this] { start_->show_opening(session_.opening() ? tr("Opening %1…").arg(last_source_) : QString()); });
  connect(&session_, &Session::save_failed, this, [this](const Error& error) {
    after_save_ = nullptr;
    show_problem(tr("The project was not saved"), error);
  });
  connect(&session_, &Session::project_changed, this, [this] {
    if (after_save_ && !session_.has_unsaved_changes()) std::exchange(after_save_, nullptr)();
  });
  connect(&session_.inspection(), &Inspection::changed, this, &MainWindow::apply_selection_option);
  connect(&client_, &BackendClient::lost, this, [this](const Error& error, bool again) {
    last_loss_ = QString::fromStdString(error.what);
    if (again || session_.has_model()) {
      notice_->show_error(error, again ? QString() : tr("Start it again"));
    } else {
      start_->show_error(error, true);
    }
  });
  connect(notice_, &ErrorBanner::action_chosen, this, [this] {
    notice_->dismiss();
    client_.restart();
  });
  connect(&session_, &Session::restored, this, [this] {
    if (last_loss_.isEmpty()) return;  // the user chose another backend
    notice_->show_notice(tr("The backend ended and was started again; what was open is open again. Reason: %1.")
                             .arg(std::exchange(last_loss_, {})));
  });
  connect(&client_, &BackendClient::state_changed, this, [this] {
    if (client_.state() == BackendProcess::State::ready && !session_.has_model()) start_->show_opening({});
  });
  connect(start_, &StartPage::model_wanted, this, &MainWindow::choose_model);
  connect(start_, &StartPage::sample_wanted, this, [this] { open(QStringLiteral("sample")); });
  connect(start_, &StartPage::project_wanted, this, &MainWindow::choose_project);
  connect(start_, &StartPage::file_wanted, this, &MainWindow::open);
  connect(start_, &StartPage::retry_wanted, this, [this] {
    if (client_.state() == BackendProcess::State::failed) client_.restart();
    if (!last_source_.isEmpty()) session_.open(last_source_);
  });
  connect(docks_, &Docks::overview_wanted, this, [this] {
    pages_->show_page(PageId::inspect);
    static_cast<InspectPage*>(pages_->page(PageId::inspect))->show_overview();
  });
  connect(docks_, &Docks::site_wanted, this, [this] {
    if (pages_->current_page() != PageId::inspect) return;  // every page follows the selection
    static_cast<InspectPage*>(pages_->page(PageId::inspect))->show_site();
  });
}

void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  if (shown_) return;
  shown_ = true;
  // The window is to be on the screen before anything else is done.
  QMetaObject::invokeMethod(this, &MainWindow::start_backend, Qt::QueuedConnection);
}

void MainWindow::start_backend() {
  client_.start(options_.backend.isEmpty() ? default_backend_command() : options_.backend);
  if (!options_.open.isEmpty()) open(options_.open);
}

void MainWindow::show_model_state() {
  const bool has_model = session_.has_model();
  actions_->set_has_model(has_model, session_.model_found());
  if (has_model && centre_->currentWidget() != pages_) {
    centre_->setCurrentWidget(pages_);
    docks_->set_shown(true);
    pages_->show_page(options_.page.value_or(PageId::inspect));
  } else if (!has_model && centre_->currentWidget() != start_) {
    docks_->set_shown(false);
    centre_->setCurrentWidget(start_);
  }
  if (!has_model) {
    setWindowTitle(QStringLiteral("Rotorscope"));
    return;
  }
  const QString project = session_.project_path();
  setWindowTitle(project.isEmpty()
                     ? tr("%1 – Rotorscope").arg(QString::fromStdString(session_.model().name))
                     : tr("%1 – %2 – Rotorscope")
                           .arg(QString::fromStdString(session_.model().name), QFileInfo(project).fileName()));
}

void MainWindow::show_start_error(const Error& error, const QString& source) {
  pending_open_ = false;
  if (session_.has_model()) {
    show_problem(tr("%1 could not be opened").arg(source), error);
  } else {
    start_->show_error(error, true);
  }
}

void MainWindow::open(const QString& path) {
  if (!may_leave([this, path] { open(path); })) {
    pending_open_ = false;
    return;
  }
  last_source_ = path;
  session_.open(path);
}

void MainWindow::go_to(int layer, const QString& site, int channel) {
  session_.selection().set(layer, site, channel);
  pages_->show_page(PageId::inspect);
  static_cast<InspectPage*>(pages_->page(PageId::inspect))->show_site();
}

void MainWindow::apply_selection_option() {
  if (options_.select.isEmpty() || !session_.inspection().has_outcome()) return;
  const auto place = parse_jump(std::exchange(options_.select, {}), session_.model().layers);
  if (!place) return;
  const PageId page = pages_->current_page();
  const QString site = place->site.isEmpty() ? QStringLiteral("attn_in") : place->site;
  if (page == PageId::inspect) {
    go_to(place->layer, site, place->channel);
  } else {
    session_.selection().set(place->layer, site, place->channel);
  }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!openable_path(*event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QString path = openable_path(*event->mimeData());
  if (path.isEmpty()) return;
  event->acceptProposedAction();
  // A question box inside the drop would block the program that the file came from.
  QMetaObject::invokeMethod(
      this, [this, path] { open(path); }, Qt::QueuedConnection);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!may_leave([this] { close(); })) {
    event->ignore();
    return;
  }
  QSettings().setValue(geometry_key, saveGeometry());
  docks_->save();
  event->accept();
}

}  // namespace rotorscope
