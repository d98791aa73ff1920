// What the backend says it is doing, in the window's language.
#pragma once

#include <QString>

namespace rotorscope {

/// A text of Progress::advance, translated; one that is not known stays as it is.
[[nodiscard]] QString activity_text(const QString& activity);

}  // namespace rotorscope
