#include "app/pages/inspect_page.h"

#include "app/pages/breadcrumb.h"
#include "app/pages/inspect_panel.h"
#include "app/pages/pinned_sites.h"
#include "app/pages/site_detail.h"
#include "app/pages/site_overview.h"
#include "widgets/theme.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace rotorscope {

InspectPage::InspectPage(Session& session, QWidget* parent) : Page(session, parent) {
  auto* content = new QWidget(this);
  crumbs_ = new Breadcrumb(session, content);
  levels_ = new QStackedWidget(content);
  overview_ = new SiteOverview(session, levels_);
  detail_ = new SiteDetail(session, levels_);
  levels_->addWidget(overview_);
  levels_->addWidget(detail_);
  pins_ = new PinnedSites(session, levels_);
  levels_->addWidget(pins_);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(space_small);
  column->addWidget(crumbs_);
  column->addWidget(levels_, 1);
  set_content(content);

  connect(crumbs_, &Breadcrumb::overview_wanted, this, &InspectPage::show_overview);
  connect(crumbs_, &Breadcrumb::site_wanted, this, &InspectPage::show_site);
  connect(crumbs_, &Breadcrumb::pins_wanted, this, &InspectPage::show_pins);
  connect(pins_, &PinnedSites::emptied, this, &InspectPage::show_site);
  connect(pins_, &PinnedSites::site_opened, this, &InspectPage::show_site);
  connect(pins_, &PinnedSites::failed, this, [this](const Error& error) { show_query_error(error); });
  connect(overview_, &SiteOverview::site_opened, this, &InspectPage::show_site);
  connect(detail_, &SiteDetail::view_changed, this, [this](const SiteView& view) {
    last_view_ = view;
    if (panel_ != nullptr) panel_->show_view(view);
  });
  connect(detail_, &SiteDetail::failed, this, [this](const Error& error) { show_query_error(error); });
  connect(&session.inspection(), &Inspection::state_changed, this, &InspectPage::update_state);
  connect(&session.inspection(), &Inspection::changed, this, &InspectPage::update_state);
  connect(&session, &Session::model_changed, this, [this] {
    banner().dismiss();
    show_overview();
    update_state();
  });
  connect(&empty(), &EmptyState::action_chosen, &session.inspection(), &Inspection::run);
  connect(&banner(), &ErrorBanner::action_chosen, this, [this] {
    banner().dismiss();
    this->session().inspection().run();
  });
  crumbs_->set_overview(true);
  update_state();
}

QWidget* InspectPage::make_settings_panel() {
  panel_ = new InspectPanel(session());
  if (!last_view_.variants.empty()) panel_->show_view(last_view_);
  return panel_;
}

void InspectPage::came_to_front() { update_state(); }

void InspectPage::show_overview() {
  levels_->setCurrentWidget(overview_);
  crumbs_->set_overview(true);
}

void InspectPage::show_site() {
  levels_->setCurrentWidget(detail_);
  crumbs_->set_overview(false);
}

void InspectPage::show_pins() {
  levels_->setCurrentWidget(pins_);
  crumbs_->set_overview(false);
}

void InspectPage::update_state() {
  if (session().inspection().job() != nullptr) banner().dismiss();
  if (show_inspection_state()) detail_->refresh();
}

}  // namespace rotorscope
