#include "app/pages/rotate_page.h"

#include "app/pages/compare_rotations.h"
#include "app/pages/learn_view.h"
#include "app/pages/rotate_panel.h"
#include "app/pages/study_view.h"
#include "app/pages/sweep_view.h"

#include <QTabWidget>

namespace rotorscope {

RotatePage::RotatePage(Session& session, QWidget* parent) : Page(session, parent) {
  tabs_ = new QTabWidget(this);
  tabs_->setDocumentMode(true);
  tabs_->setObjectName(QStringLiteral("rotate_tabs"));
  compare_ = new CompareRotations(session, tabs_);
  learn_ = new LearnView(session, tabs_);
  sweep_ = new SweepView(session, tabs_);
  tabs_->addTab(compare_, tr("Side by side"));
  tabs_->addTab(learn_, tr("Learning"));
  tabs_->addTab(sweep_, tr("Seeds"));
  auto* parts = new StudyView(session, StudyView::Question::ablation, tabs_);
  tabs_->addTab(parts, tr("Parts"));
  connect(parts, &StudyView::failed, this, [this](const Error& error) { banner().show_error(error); });
  set_content(tabs_);

  connect(compare_, &CompareRotations::failed, this, [this](const Error& error) { show_query_error(error); });
  connect(&session.learning(), &Learning::state_changed, this, [this] {
    const Error& error = this->session().learning().error();
    if (this->session().learning().job() != nullptr) {
      banner().dismiss();
    } else if (!error.what.empty()) {
      banner().show_error(error, this->session().learning().can_resume() ? tr("Resume learning") : QString());
    }
  });
  connect(&session.evaluations(), &Evaluations::failed, this, [this](const Error& error) {
    if (tabs_->currentWidget() == sweep_) banner().show_error(error);
  });
  connect(&banner(), &ErrorBanner::action_chosen, this, [this] {
    banner().dismiss();
    if (this->session().learning().can_resume()) {
      this->session().learning().resume();
    } else {
      this->session().inspection().run();
    }
  });
  connect(&session.inspection(), &Inspection::state_changed, this, &RotatePage::update_state);
  connect(&session.inspection(), &Inspection::changed, this, &RotatePage::update_state);
  connect(&session, &Session::model_changed, this, &RotatePage::update_state);
  connect(&empty(), &EmptyState::action_chosen, &session.inspection(), &Inspection::run);
  update_state();
}

QWidget* RotatePage::make_settings_panel() { return new RotatePanel(session()); }

void RotatePage::came_to_front() { update_state(); }

void RotatePage::show_learning() { tabs_->setCurrentWidget(learn_); }

void RotatePage::show_side_by_side() { tabs_->setCurrentWidget(compare_); }

void RotatePage::show_seeds() { tabs_->setCurrentWidget(sweep_); }

void RotatePage::update_state() { show_inspection_state(); }

}  // namespace rotorscope
