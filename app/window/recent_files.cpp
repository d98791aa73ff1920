#include "app/window/recent_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace rotorscope {
namespace {

const QString recent_key = QStringLiteral("recent_files");

}  // namespace

RecentFiles::RecentFiles() : files_(QSettings().value(recent_key).toStringList().mid(0, limit)) {}

void RecentFiles::add(const QString& file) {
  if (file.isEmpty()) return;
  // Relative paths mean nothing at the next start; "sample" is a name, not a path.
  const QString kept = file == QLatin1String("sample") ? file : QDir::current().absoluteFilePath(file);
  files_.removeAll(kept);
  files_.prepend(kept);
  files_ = files_.mid(0, limit);
  store();
}

void RecentFiles::remove(const QString& file) {
  files_.removeAll(file);
  store();
}

void RecentFiles::clear() {
  files_.clear();
  store();
}

void RecentFiles::store() {
  QSettings().setValue(recent_key, files_);
  emit changed();
}

QString recent_file_text(const QString& file) {
  if (file == QLatin1String("sample")) return QObject::tr("The sample model");
  const QFileInfo info(file);
  return QObject::tr("%1  –  %2").arg(info.fileName(), QDir::toNativeSeparators(info.path()));
}

}  // namespace rotorscope
