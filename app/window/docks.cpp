#include "app/window/docks.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "app/window/jobs_panel.h"
#include "app/window/log_view.h"
#include "widgets/model_tree.h"

#include <QApplication>
#include <QDockWidget>
#include <QEvent>
#include <QFontMetrics>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>
#include <QStackedWidget>
#include <algorithm>
#include <utility>

namespace rotorscope {
namespace {

const QString docks_key = QStringLiteral("window/docks");
constexpr int docks_version = 1;

enum DockIndex { model_dock, settings_dock, jobs_dock, log_dock };

}  // namespace

Docks::Docks(Session& session, QMainWindow* window, QMenu* menu)
    : QObject(window),
      session_(session),
      window_(window),
      tree_(new ModelTree(window)),
      settings_(new QStackedWidget(window)),
      log_(new LogView(window)) {
  window->setDockNestingEnabled(true);
  window->setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  window->setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
  fit_settings();
  settings_->installEventFilter(this);
  add(tr("Model"), QStringLiteral("dock_model"), tree_, Qt::LeftDockWidgetArea);
  add(tr("Settings"), QStringLiteral("dock_settings"), settings_, Qt::RightDockWidgetArea);
  auto* jobs = new JobsPanel(session.client(), window);
  add(tr("Jobs"), QStringLiteral("dock_jobs"), jobs, Qt::BottomDockWidgetArea);
  connect(jobs, &JobsPanel::rows_wanted, this, &Docks::fit_jobs);
  add(tr("Log"), QStringLiteral("dock_log"), log_, Qt::BottomDockWidgetArea);
  for (QDockWidget* dock : docks_) {
    menu->addAction(dock->toggleViewAction());
    dock->hide();
  }
  state_ = QSettings().value(docks_key).toByteArray();
  connect(&session.client(), &BackendClient::log_line, log_, &LogView::append);
  connect_tree();
}

void Docks::fit_settings() {
  // Larger text needs a wider panel.
  settings_->setMinimumWidth(std::max(270, 35 * QFontMetrics(QApplication::font()).averageCharWidth()));
}

bool Docks::eventFilter(QObject* watched, QEvent* event) {
  if (watched == settings_ && event->type() == QEvent::ApplicationFontChange) fit_settings();
  return QObject::eventFilter(watched, event);
}

QDockWidget* Docks::add(const QString& title, const QString& name, QWidget* content, Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(title, window_);
  dock->setObjectName(name);
  dock->setWidget(content);
  window_->addDockWidget(area, dock);
  docks_ << dock;
  return dock;
}

void Docks::connect_tree() {
  connect(&session_, &Session::model_changed, this, [this] {
    if (session_.has_model()) {
      tree_->set_model(session_.model());
    } else {
      tree_->clear();
    }
  });
  connect(&session_.inspection(), &Inspection::changed, this, [this] {
    if (session_.inspection().has_outcome()) tree_->set_sites(session_.inspection().outcome().sites);
  });
  connect(&session_.selection(), &Selection::changed, this,
          [this] { tree_->select(session_.selection().layer(), session_.selection().site()); });
  connect(tree_, &ModelTree::site_selected, this, [this](int layer, const QString& site) {
    const SiteSummary* summary = session_.inspection().site(layer, site);
    const bool has_peak = summary != nullptr && !summary->before.top_channels.empty();
    session_.selection().set(layer, site, has_peak ? summary->before.top_channels.front().channel : -1);
    emit site_wanted();
  });
  connect(tree_, &ModelTree::layer_selected, this, [this](int layer) {
    session_.selection().set(layer, session_.selection().site());
    emit site_wanted();
  });
  connect(tree_, &ModelTree::model_selected, this, &Docks::overview_wanted);
}

void Docks::fit_jobs(int rows) {
  QDockWidget* dock = docks_[jobs_dock];
  if (rows > 1 && jobs_height_ == 0) {
    jobs_height_ = dock->height();
  } else if (rows <= 1 && jobs_height_ > 0) {
    window_->resizeDocks({dock}, {std::exchange(jobs_height_, 0)}, Qt::Vertical);
  }
}

void Docks::set_shown(bool shown) {
  if (shown == shown_) return;
  shown_ = shown;
  if (!shown) {
    state_ = window_->saveState(docks_version);
    for (QDockWidget* dock : docks_) dock->hide();
  } else if (state_.isEmpty() || !window_->restoreState(state_, docks_version)) {
    arrange();
  }
}

void Docks::arrange() {
  const QList<Qt::DockWidgetArea> areas = {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea, Qt::BottomDockWidgetArea,
                                           Qt::BottomDockWidgetArea};
  for (int at = 0; at < docks_.size(); ++at) {
    window_->removeDockWidget(docks_[at]);
    docks_[at]->setFloating(false);
    window_->addDockWidget(areas[at], docks_[at]);
    docks_[at]->setVisible(at != log_dock);
  }
  window_->tabifyDockWidget(docks_[jobs_dock], docks_[log_dock]);
  docks_[log_dock]->hide();
  docks_[jobs_dock]->raise();
  window_->resizeDocks({docks_[model_dock], docks_[settings_dock]}, {255, 290}, Qt::Horizontal);
  window_->resizeDocks({docks_[jobs_dock]}, {56}, Qt::Vertical);
}

void Docks::reset() {
  if (shown_) {
    arrange();
  } else {
    state_.clear();
  }
}

void Docks::set_presentation(bool on) {
  if (on == !before_presentation_.isEmpty()) return;
  if (on) {
    settings_width_ = docks_[settings_dock]->width();
    for (int at = 0; at < docks_.size(); ++at) {
      before_presentation_ << docks_[at]->isVisible();
      docks_[at]->setVisible(at == settings_dock && docks_[at]->isVisible());
    }
    return;
  }
  for (int at = 0; at < docks_.size(); ++at) docks_[at]->setVisible(before_presentation_[at]);
  before_presentation_.clear();
  window_->resizeDocks({docks_[settings_dock]}, {settings_width_}, Qt::Horizontal);
}

void Docks::save() { QSettings().setValue(docks_key, shown_ ? window_->saveState(docks_version) : state_); }

}  // namespace rotorscope
