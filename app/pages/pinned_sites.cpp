#include "app/pages/pinned_sites.h"

#include "app/pages/pinned_site.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <algorithm>

namespace rotorscope {

PinnedSites::PinnedSites(Session& session, QWidget* parent)
    : QWidget(parent), session_(session), row_(new QHBoxLayout(this)) {
  setObjectName(QStringLiteral("pinned_sites"));
  row_->setContentsMargins(0, 0, 0, 0);
  row_->setSpacing(space_large);
  connect(&session.pins(), &Pins::changed, this, &PinnedSites::rebuild);
  connect(&session.inspection(), &Inspection::changed, this, &PinnedSites::ask);
  const auto& inspect = session.settings().inspect;
  for (const SettingBase* setting :
       std::initializer_list<const SettingBase*>{&inspect.bits, &inspect.clip, &inspect.symmetric}) {
    connect(setting, &SettingBase::changed, this, &PinnedSites::ask);
  }
  for (const SettingBase* setting :
       std::initializer_list<const SettingBase*>{&inspect.statistic, &inspect.logarithmic, &inspect.by_value}) {
    connect(setting, &SettingBase::changed, this, &PinnedSites::apply_settings);
  }
}

void PinnedSites::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  ask();
}

void PinnedSites::rebuild() {
  const auto& pins = session_.pins().all();
  std::vector<PinnedSite*> kept;
  for (PinnedSite* site : sites_) {
    const bool stays = std::any_of(pins.begin(), pins.end(), [&](const Pins::Pin& pin) { return pin.id == site->id(); });
    if (stays) {
      kept.push_back(site);
    } else {
      site->hide();
      site->deleteLater();
    }
  }
  sites_ = std::move(kept);
  for (const Pins::Pin& pin : pins) {
    const bool there =
        std::any_of(sites_.begin(), sites_.end(), [&](const PinnedSite* site) { return pin.id == site->id(); });
    if (there) continue;
    auto* site = new PinnedSite(session_, pin, this);
    row_->addWidget(site, 1);
    sites_.push_back(site);
    connect(site, &PinnedSite::view_came, this, &PinnedSites::share_scales);
    connect(site, &PinnedSite::failed, this, &PinnedSites::failed);
    connect(site, &PinnedSite::opened, this, &PinnedSites::site_opened);
    connect(site, &PinnedSite::zoomed, this, [this, site](bool profile, double low, double high) {
      for (PinnedSite* other : sites_) {
        if (other != site) other->follow_zoom(profile, low, high);
      }
    });
  }
  if (sites_.empty()) {
    emit emptied();
    return;
  }
  apply_settings();
  ask();
}

void PinnedSites::ask() {
  if (!isVisible() || !session_.inspection().has_activations()) return;
  for (PinnedSite* site : sites_) site->ask();
}

void PinnedSites::apply_settings() {
  for (PinnedSite* site : sites_) site->apply_settings();
  share_scales();
}

void PinnedSites::share_scales() {
  PinnedSite::Extent all;
  for (const PinnedSite* site : sites_) {
    const auto extent = site->extent();
    all.lowest = std::min(all.lowest, extent.lowest);
    all.largest = std::max(all.largest, extent.largest);
    all.low = std::min(all.low, extent.low);
    all.high = std::max(all.high, extent.high);
    all.count = std::max(all.count, extent.count);
  }
  for (PinnedSite* site : sites_) site->set_extent(all);
}

}  // namespace rotorscope
