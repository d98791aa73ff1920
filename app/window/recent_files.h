// The models and projects that were opened last, newest first.
#pragma once

#include <QObject>
#include <QStringList>

namespace rotorscope {

class RecentFiles : public QObject {
  Q_OBJECT

 public:
  RecentFiles();

  static constexpr int limit = 10;
  [[nodiscard]] const QStringList& files() const { return files_; }
  void add(const QString& file);
  void remove(const QString& file);
  void clear();

 signals:
  void changed();

 private:
  void store();

  QStringList files_;
};

/// Short for menus: the file's name and the folder it is in; "sample" in words.
[[nodiscard]] QString recent_file_text(const QString& file);

}  // namespace rotorscope
