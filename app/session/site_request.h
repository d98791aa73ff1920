// The close-up of the selected site, as every page asks for it.
#pragma once

#include "core/protocol/inspect.h"

#include <QString>
#include <vector>

namespace rotorscope {

class Session;

/// The selection's layer, site and channel in these bases. The caller sets the grid.
[[nodiscard]] SiteViewRequest selected_site_request(Session& session, std::vector<RotationSpec> rotations);
/// Before and after of the settings; one of them if both are the same.
[[nodiscard]] std::vector<RotationSpec> compared_rotations(Session& session);
/// The view shows what is selected now (an older answer may still arrive after the selection moved).
[[nodiscard]] bool is_of_selection(Session& session, const SiteView& view);
/// "Layer 29 · down_in"; the head is no layer's.
[[nodiscard]] QString site_title(int layer, const QString& site);
/// "input of down_proj".
[[nodiscard]] QString site_explanation(const QString& site);

}  // namespace rotorscope
