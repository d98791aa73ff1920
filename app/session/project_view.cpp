#include "app/session/project_view.h"

#include "app/session/selection.h"
#include "app/settings/settings.h"
#include "core/protocol/site.h"

namespace rotorscope {

ProjectView view_of(const Settings& settings, const Selection& selection) {
  ProjectView view;
  view.before = settings.before.spec();
  view.after = settings.after.spec();
  view.quant = settings.quant.spec();
  view.chosen = selection.chosen();
  view.layer = selection.layer();
  view.site = selection.site().toStdString();
  view.channel = selection.channel();
  return view;
}

void show_view(const ProjectView& view, int layers, Settings& settings, Selection& selection) {
  settings.before.set_spec(view.before);
  settings.after.set_spec(view.after);
  settings.quant.set_spec(view.quant, QObject::tr("Settings of the project"));
  const bool exists = view.layer >= 0 && view.layer < layers && site_from_name(view.site);
  if (view.chosen && exists) selection.set(view.layer, QString::fromStdString(view.site), std::max(view.channel, -1));
}

}  // namespace rotorscope
