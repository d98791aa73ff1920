// What the window's actions do: dialogs, runs, questions before something is lost.
#include "app/pages/learn_view.h"
#include "app/pages/rotate_page.h"
#include "app/window/actions.h"
#include "app/window/command_palette.h"
#include "app/window/connect_dialog.h"
#include "app/window/dialogs.h"
#include "app/window/docks.h"
#include "app/window/main_window.h"
#include "app/window/page_tabs.h"
#include "widgets/model_tree.h"

#include <QAction>
#include <QFileDialog>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QStatusBar>

namespace rotorscope {

void MainWindow::connect_actions() {
  const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
  on(actions_->open_model, &MainWindow::choose_model);
  on(actions_->open_folder, &MainWindow::choose_folder);
  on(actions_->open_sample, [this] { open(QStringLiteral("sample")); });
  on(actions_->open_project, &MainWindow::choose_project);
  connect(actions_, &Actions::recent_file_wanted, this, &MainWindow::open);
  on(actions_->save_project, [this] { save_project(session_.project_path().isEmpty()); });
  on(actions_->save_project_as, [this] { save_project(true); });
  on(actions_->connect_backend, [this] {
    auto* dialog = new ConnectDialog(client_.command(), this);
    connect(dialog, &ConnectDialog::command_chosen, &client_, &BackendClient::start);
    dialog->open();
  });
  connect(actions_, &Actions::language_chosen, this,
          [this] { statusBar()->showMessage(tr("The language changes when the program starts next"), 8000); });
  on(actions_->quit, &MainWindow::close);
  on(actions_->page_inspect, [this] { pages_->show_page(PageId::inspect); });
  on(actions_->page_rotate, [this] { pages_->show_page(PageId::rotate); });
  on(actions_->page_quantize, [this] { pages_->show_page(PageId::quantize); });
  on(actions_->page_evaluate, [this] { pages_->show_page(PageId::evaluate); });
  on(actions_->page_export, [this] { pages_->show_page(PageId::exporting); });
  on(actions_->page_lessons, [this] { pages_->show_page(PageId::lessons); });
  on(actions_->palette, &MainWindow::show_palette);
  on(actions_->find_site, [this] {
    if (auto* field = docks_->tree()->findChild<QLineEdit*>()) field->setFocus(Qt::ShortcutFocusReason);
  });
  on(actions_->reset_layout, [this] { docks_->reset(); });
  on(actions_->inspect, [this] { session_.inspection().run(); });
  on(actions_->check_invariance, [this] { session_.gate().check(); });
  on(actions_->learn, &MainWindow::run_learning);
  on(actions_->evaluate, [this] {
    pages_->show_page(PageId::evaluate);
    session_.evaluations().run();
  });
  on(actions_->cancel, &MainWindow::cancel_jobs);
  on(actions_->restart_backend, [this] { client_.restart(); });
  on(actions_->shortcuts, [this] { show_shortcuts(actions_->all(), this); });
  on(actions_->about, [this] { show_about(client_.program_version(), this); });
}

void MainWindow::show_palette() {
  if (auto* open = findChild<CommandPalette*>()) {  // the same keys close it
    open->close();
    return;
  }
  auto* palette = new CommandPalette(session_, actions_->all(), this);
  connect(palette, &CommandPalette::place_wanted, this, &MainWindow::go_to);
  palette->open();
}

// File dialogs show this computer's files; a backend elsewhere is asked by path.

void MainWindow::choose_model() {
  const QString path =
      client_.is_remote()
          ? QInputDialog::getText(this, tr("Open a model"), tr("Path on the backend's computer"))
          : QFileDialog::getOpenFileName(this, tr("Open a model"), {},
                                         tr("Models (*.gguf *.safetensors config.json);;All files (*)"));
  if (!path.isEmpty()) open(path);
}

void MainWindow::choose_folder() {
  const QString path = client_.is_remote() ? QInputDialog::getText(this, tr("Open a Hugging Face folder"),
                                                                   tr("Path on the backend's computer"))
                                           : QFileDialog::getExistingDirectory(this, tr("Open a Hugging Face folder"));
  if (!path.isEmpty()) open(path);
}

void MainWindow::choose_project() {
  const QString path =
      client_.is_remote()
          ? QInputDialog::getText(this, tr("Open a project"), tr("Path on the backend's computer"))
          : QFileDialog::getOpenFileName(this, tr("Open a project"), {}, tr("Rotorscope projects (*.h5)"));
  if (!path.isEmpty()) open(path);
}

namespace {
QString page_name(PageId page) {
  for (const PageName& known : page_names) {
    if (known.page == page) return QString::fromLatin1(known.name);
  }
  return {};
}
}  // namespace

void MainWindow::save_project(bool ask_where) {
  QString path = session_.project_path();
  if (ask_where) {
    path = client_.is_remote()
               ? QInputDialog::getText(this, tr("Save the project"), tr("Path on the backend's computer"))
               : QFileDialog::getSaveFileName(this, tr("Save the project"), path, tr("Rotorscope projects (*.h5)"));
    if (path.isEmpty()) {
      after_save_ = nullptr;
      return;
    }
    if (!path.endsWith(QLatin1String(".h5"), Qt::CaseInsensitive)) path += QStringLiteral(".h5");
  }
  session_.save_project(path, page_name(pages_->current_page()));
}

bool MainWindow::may_leave(const std::function<void()>& after_saving) {
  // An inspection is measured again in seconds; what took minutes, or writes files, is asked about.
  const Evaluations& evaluations = session_.evaluations();
  const Job* inspecting = session_.inspection().job();
  const bool others =
      std::ranges::any_of(client_.jobs(), [&](const Job* job) { return !job->title().isEmpty() && job != inspecting; });
  const bool running = others || session_.learning().job() != nullptr || !evaluations.pending().empty() ||
                       evaluations.sweep_job() != nullptr;
  const bool costly = !session_.learning().runs().empty() || !evaluations.rows().empty();
  if (!running && (!session_.has_unsaved_changes() || !costly)) return true;
  QMessageBox box(QMessageBox::Question, tr("Rotorscope"),
                  running ? tr("Jobs are still running. Stop them?")
                          : tr("Rotations and evaluations of this session are not saved in a project. Save them?"),
                  QMessageBox::Cancel, this);
  QPushButton* save = running ? nullptr : box.addButton(tr("Save…"), QMessageBox::AcceptRole);
  QPushButton* leave = box.addButton(running ? tr("Stop them") : tr("Do not save"), QMessageBox::DestructiveRole);
  box.exec();
  if (save != nullptr && box.clickedButton() == save) {
    after_save_ = after_saving;
    save_project(true);
    return false;
  }
  if (box.clickedButton() != leave) return false;
  if (running) cancel_jobs();
  return true;
}

void MainWindow::cancel_jobs() {
  for (Job* job : client_.jobs()) {
    if (!job->title().isEmpty()) job->cancel();
  }
}

void MainWindow::run_learning() {
  pages_->show_page(PageId::rotate);
  static_cast<RotatePage*>(pages_->page(PageId::rotate))->show_learning();
  if (session_.learning().can_resume()) {
    session_.learning().resume();
  } else {
    LearnView::start(session_);
  }
}

void MainWindow::show_problem(const QString& title, const Error& error) {
  auto* box =
      new QMessageBox(QMessageBox::Warning, title, QString::fromStdString(error.what), QMessageBox::Close, this);
  QStringList more;
  if (!error.where.empty()) more << tr("Where: %1").arg(QString::fromStdString(error.where));
  if (!error.hint.empty()) more << tr("What to try: %1").arg(QString::fromStdString(error.hint));
  box->setInformativeText(more.join(u'\n'));
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->open();
}

}  // namespace rotorscope
