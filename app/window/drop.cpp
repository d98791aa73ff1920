#include "app/window/drop.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace rotorscope {

QString openable_path(const QMimeData& data) {
  for (const QUrl& url : data.urls()) {
    if (!url.isLocalFile()) continue;
    const QString path = url.toLocalFile();
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("gguf") || suffix == QLatin1String("h5") || QFileInfo(path).isDir()) return path;
  }
  return {};
}

}  // namespace rotorscope
