// Follows a project that another program is writing, such as `rotor learn` on the same machine: each time its file
// changes, what is new is read and shown.
#pragma once

#include "app/backend/job.h"
#include "core/protocol/project.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace rotorscope {

class Session;

class ProjectFollower : public QObject {
  Q_OBJECT

 public:
  explicit ProjectFollower(Session& session);

  /// Another program has changed the project within the last minute.
  [[nodiscard]] bool is_followed() const { return quiet_.isActive(); }

 signals:
  void state_changed();
  /// The project has a rotation or an inspection that the backend must read anew.
  void reload_wanted();

 private:
  void watch();
  void look();
  void take(const ProjectContents& contents);

  Session& session_;
  QFileSystemWatcher watcher_;
  QTimer settle_;  ///< writes come in bursts
  QTimer quiet_;
  QPointer<Job> job_;
  std::size_t rotations_ = 0;
  nlohmann::json inspection_;  ///< that the project holds
};

}  // namespace rotorscope
