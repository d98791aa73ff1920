// What the Export page writes and where.
#pragma once

#include "app/settings/setting.h"

namespace rotorscope {

struct ExportSettings {
  ExportSettings();

  Setting<QString> target, dtype, out;
  Setting<bool> verify;
};

}  // namespace rotorscope
