// "29 down_in 341" typed into the palette, read as a place in the model.
#pragma once

#include <QString>
#include <optional>

namespace rotorscope {

struct PaletteJump {
  int layer = 0;
  QString site;      ///< empty: the layer's first site
  int channel = -1;  ///< −1: all channels
};

/// Numbers and a site name in the order layer, site, channel; "layer", "L29", commas and an unfinished but unambiguous
/// site name are understood. Nothing if the text is something else or the layer is not below `layers`.
[[nodiscard]] std::optional<PaletteJump> parse_jump(const QString& text, int layers);

}  // namespace rotorscope
