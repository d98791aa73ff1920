// A text setting as a request names it.
#pragma once

#include "core/protocol/common.h"

#include <QObject>
#include <QString>

namespace rotorscope {

/// A file that ends in .ids holds token ids, any other is text; empty: the installed prose.
[[nodiscard]] inline TextSource text_source(const QString& path) {
  TextSource source;
  (path.endsWith(QLatin1String(".ids")) ? source.ids_file : source.file) = path.toStdString();
  return source;
}

/// For file dialogs.
[[nodiscard]] inline QString text_filter() {
  return QObject::tr("Texts and token ids (*.txt *.raw *.md *.ids);;All files (*)");
}

}  // namespace rotorscope
