// What the window shows, kept in a project and brought back when it is opened.
#pragma once

#include "core/protocol/common.h"

#include <string>

#include <nlohmann/json.hpp>

namespace rotorscope {

class Selection;
struct Settings;

struct ProjectView {
  std::string page;  ///< a name of page_names
  RotationSpec before, after;
  QuantSpec quant;
  bool chosen = false;  ///< the reader chose the place; otherwise the largest outlier is shown
  int layer = 0;
  std::string site;
  int channel = -1;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ProjectView, page, before, after, quant, chosen, layer, site, channel)

[[nodiscard]] ProjectView view_of(const Settings& settings, const Selection& selection);
/// Settings of quantization as one step that can be undone. A place that a model of `layers` layers does not have is
/// left out.
void show_view(const ProjectView& view, int layers, Settings& settings, Selection& selection);

}  // namespace rotorscope
