// Looking at activations: from the whole model down to one channel.
#pragma once

#include "app/pages/page.h"
#include "core/protocol/inspect.h"

class QStackedWidget;

namespace rotorscope {

class Breadcrumb;
class InspectPanel;
class PinnedSites;
class SiteDetail;
class SiteOverview;

class InspectPage : public Page {
  Q_OBJECT

 public:
  explicit InspectPage(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] QWidget* make_settings_panel() override;
  void came_to_front() override;
  /// The whole model.
  void show_overview();
  /// The selected site.
  void show_site();
  /// The pinned sites side by side.
  void show_pins();

 private:
  void update_state();

  Breadcrumb* crumbs_;
  QStackedWidget* levels_;
  SiteOverview* overview_;
  SiteDetail* detail_;
  PinnedSites* pins_;
  InspectPanel* panel_ = nullptr;
  SiteView last_view_;
};

}  // namespace rotorscope
