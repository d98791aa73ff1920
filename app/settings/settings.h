// All settings of the window in one place.
#pragma once

#include "app/settings/appearance_settings.h"
#include "app/settings/compute_settings.h"
#include "app/settings/eval_settings.h"
#include "app/settings/export_settings.h"
#include "app/settings/inspect_settings.h"
#include "app/settings/learn_settings.h"
#include "app/settings/quant_presets.h"
#include "app/settings/quant_settings.h"
#include "app/settings/rotation_settings.h"

namespace rotorscope {

struct Settings {
  AppearanceSettings appearance;
  ComputeSettings compute;
  InspectSettings inspect;
  /// What every page shows as "before" and "after".
  RotationSettings before{QStringLiteral("compare/before"), QStringLiteral("none"), QObject::tr("Compare")};
  RotationSettings after{QStringLiteral("compare/after"), QStringLiteral("hadamard"), QObject::tr("with")};
  QuantSettings quant;
  QuantPresets presets;
  LearnSettings learn{quant.undo_stack()};
  EvalSettings eval;
  ExportSettings exporting;
};

}  // namespace rotorscope
