// The `rotor` command that repeats what the window does.
#pragma once

#include "core/protocol/exporting.h"

#include <QString>

namespace rotorscope {

/// Ready to be pasted into a shell, one line. A learned rotation is named by the project it is stored in.
[[nodiscard]] QString export_command(const ExportRequest& request, const QString& project);

}  // namespace rotorscope
