// What may be dropped onto the window.
#pragma once

#include <QString>

class QMimeData;

namespace rotorscope {

/// The first local .gguf file, .h5 project or folder among what is dragged; empty: nothing that can be opened.
[[nodiscard]] QString openable_path(const QMimeData& data);

}  // namespace rotorscope
