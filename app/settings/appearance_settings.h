// How the window looks.
#pragma once

#include "app/settings/setting.h"

namespace rotorscope {

struct AppearanceSettings {
  AppearanceSettings();

  Setting<QString> theme;     ///< light, dark, system
  Setting<QString> language;  ///< en, ru; taken at the next start
  Setting<bool> larger_text;
  Setting<bool> presentation;  ///< not kept for the next start
};

}  // namespace rotorscope
