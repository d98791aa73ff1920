#include "app/session/site_request.h"

#include "app/session/session.h"
#include "app/settings/settings.h"
#include "core/protocol/site.h"

#include <QCoreApplication>

namespace rotorscope {

SiteViewRequest selected_site_request(Session& session, std::vector<RotationSpec> rotations) {
  SiteViewRequest request;
  request.layer = session.selection().layer();
  request.site = session.selection().site().toStdString();
  request.channel = session.selection().channel();
  request.rotations = std::move(rotations);
  return request;
}

std::vector<RotationSpec> compared_rotations(Session& session) {
  const RotationSpec before = session.settings().before.spec();
  const RotationSpec after = session.settings().after.spec();
  if (nlohmann::json(before) == nlohmann::json(after)) return {before};
  return {before, after};
}

bool is_of_selection(Session& session, const SiteView& view) {
  const Selection& selection = session.selection();
  return view.layer == selection.layer() && view.site == selection.site().toStdString();
}

QString site_title(int layer, const QString& site) {
  if (site == QLatin1String("head_in")) return site;
  return QCoreApplication::translate("site_title", "Layer %1 · %2").arg(layer).arg(site);
}

QString site_explanation(const QString& site) {
  const auto known = site_from_name(site.toStdString());
  if (!known) return {};
  const auto text = site_description(*known);
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace rotorscope
