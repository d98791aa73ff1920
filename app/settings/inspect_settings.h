// What the Inspect page measures and how it shows it.
#pragma once

#include "app/settings/setting.h"

namespace rotorscope {

struct InspectSettings {
  InspectSettings();

  Setting<int> tokens;
  Setting<QString> text_file;
  Setting<QString> statistic;
  Setting<bool> logarithmic, by_value;
  Setting<int> bits;
  Setting<double> clip;
  Setting<bool> symmetric;
};

}  // namespace rotorscope
