#include "app/window/teaching.h"

#include "app/lessons/lesson_runner.h"
#include "app/pages/inspect_page.h"
#include "app/pages/rotate_page.h"
#include "app/window/actions.h"
#include "app/window/docks.h"
#include "app/window/lesson_bar.h"
#include "app/window/main_window.h"
#include "app/window/page_tabs.h"
#include "app/window/spotlight.h"

#include <QAction>
#include <QMenuBar>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

namespace rotorscope {

Teaching::Teaching(MainWindow& window, QVBoxLayout* middle)
    : QObject(&window), window_(window), runner_(new LessonRunner(window.session(), &window)) {
  auto* bar = new LessonBar(*runner_, &window);
  middle->addWidget(bar);
  spotlight_ = new Spotlight(&window, [this]() -> QWidget* {
    return runner_->running() ? runner_->context().widget(runner_->step().target) : nullptr;
  });
  connect(bar, &LessonBar::place_wanted, this, &Teaching::show_place);
  connect(runner_, &LessonRunner::step_changed, this, &Teaching::show_place);
  connect(runner_, &LessonRunner::lesson_finished, this, [this] { window_.pages().show_page(PageId::lessons); });
  connect(&window.pages(), &PageTabs::lesson_wanted, this, &Teaching::start_lesson);
  const auto& actions = window.actions().lessons;
  for (int at = 0; at < actions.size(); ++at) {
    connect(actions[at], &QAction::triggered, this, [this, at] { start_lesson(at); });
  }
  connect(&window.session().inspection(), &Inspection::changed, this, &Teaching::begin_waiting);
  connect(&window.session(), &Session::open_failed, this, [this] { waiting_ = -1; });
  auto& presentation = window.settings().appearance.presentation;
  connect(&presentation, &SettingBase::changed, this, [this, &presentation] { present(presentation); });
}

void Teaching::start_lesson(int lesson) {
  waiting_ = lesson;
  if (!window_.session().has_model()) {
    window_.open(QStringLiteral("sample"));
    return;
  }
  if (!window_.session().inspection().has_outcome()) {
    if (window_.session().inspection().job() == nullptr) window_.session().inspection().run();
    return;
  }
  begin_waiting();
}

void Teaching::begin_waiting() {
  if (waiting_ < 0 || !window_.session().inspection().has_outcome()) return;
  runner_->start(std::exchange(waiting_, -1));
}

void Teaching::show_place() {
  if (!runner_->running()) {
    spotlight_->set_active(false);
    return;
  }
  const LessonStep& step = runner_->step();
  PageTabs& pages = window_.pages();
  pages.show_page(step.page);
  Page* page = pages.page(step.page);
  switch (step.place) {
    case LessonPlace::page:
      break;
    case LessonPlace::overview:
      static_cast<InspectPage*>(page)->show_overview();
      break;
    case LessonPlace::site:
      static_cast<InspectPage*>(page)->show_site();
      break;
    case LessonPlace::side_by_side:
      static_cast<RotatePage*>(page)->show_side_by_side();
      break;
    case LessonPlace::learning:
      static_cast<RotatePage*>(page)->show_learning();
      break;
    case LessonPlace::seeds:
      static_cast<RotatePage*>(page)->show_seeds();
      break;
  }
  spotlight_->set_active(true);
}

void Teaching::present(bool on) {
  window_.docks().set_presentation(on);
  window_.statusBar()->setVisible(!on);
  window_.menuBar()->setVisible(!on);
  if (on) {
    was_maximized_ = window_.isMaximized();
    normal_size_ = window_.size();
    window_.showFullScreen();
  } else if (was_maximized_) {
    window_.showMaximized();
  } else {
    window_.showNormal();
    // Large type may have made the window larger than it was; its layout shrinks only later.
    QTimer::singleShot(0, &window_, [this] { window_.resize(normal_size_); });
  }
}

}  // namespace rotorscope
