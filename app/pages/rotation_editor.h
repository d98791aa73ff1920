// Chooses a rotation: source, seed or file, and optionally the switches of R1 to R4.
#pragma once

#include "app/settings/rotation_settings.h"

#include <QWidget>

class QFormLayout;

namespace rotorscope {

/// Adds the rows of a rotation to a form; rows that do not matter for the chosen source are hidden. `label` replaces
/// the setting's own.
void add_rotation_rows(QFormLayout* form, RotationSettings& rotation, bool with_switches, const QString& label = {});

}  // namespace rotorscope
