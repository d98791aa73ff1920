#include "app/session/project_follower.h"

#include "app/backend/backend_client.h"
#include "app/session/session.h"
#include "core/protocol/frame.h"

#include <QFileInfo>

namespace rotorscope {
namespace {

constexpr int settle_ms = 300;
constexpr int quiet_ms = 60'000;

nlohmann::json rows_of(const std::vector<EvalRow>& rows) { return rows; }

}  // namespace

ProjectFollower::ProjectFollower(Session& session) : QObject(&session), session_(session) {
  settle_.setSingleShot(true);
  settle_.setInterval(settle_ms);
  quiet_.setSingleShot(true);
  quiet_.setInterval(quiet_ms);
  connect(&session, &Session::project_changed, this, &ProjectFollower::watch);
  connect(&watcher_, &QFileSystemWatcher::fileChanged, this, [this] { settle_.start(); });
  // Every write replaces the file, so the folder has to be watched too.
  connect(&watcher_, &QFileSystemWatcher::directoryChanged, this, [this] { settle_.start(); });
  connect(&settle_, &QTimer::timeout, this, &ProjectFollower::look);
  connect(&quiet_, &QTimer::timeout, this, &ProjectFollower::state_changed);
}

void ProjectFollower::watch() {
  const QStringList old = watcher_.files() + watcher_.directories();
  if (!old.isEmpty()) watcher_.removePaths(old);
  const QString path = session_.project_path();
  rotations_ = session_.stored_rotations();
  const Inspection& inspection = session_.inspection();
  inspection_ = inspection.has_outcome() ? nlohmann::json(inspection.outcome()) : nlohmann::json();
  if (path.isEmpty() || session_.client().is_remote()) return;
  watcher_.addPaths({path, QFileInfo(path).absolutePath()});
}

void ProjectFollower::look() {
  const QString path = session_.project_path();
  if (path.isEmpty() || job_ || session_.opening()) return;
  // What this window's own jobs write is known already; look again when they are done.
  if (session_.learning().job() != nullptr || !session_.evaluations().pending().empty() ||
      session_.inspection().job() != nullptr) {
    settle_.start();
    return;
  }
  if (!watcher_.files().contains(path)) watcher_.addPath(path);
  job_ = session_.client().request(QStringLiteral("read_project"), ProjectRequest{path.toStdString(), {}});
  connect(job_, &Job::finished, this, [this](const JsonPointer& body) {
    job_.clear();
    if (const auto contents = decode<ProjectContents>(*body, "read_project")) take(*contents);
  });
  // A file that is just being replaced is looked at again with its next change.
  connect(job_, &Job::failed, this, [this] { job_.clear(); });
}

void ProjectFollower::take(const ProjectContents& contents) {
  bool news = session_.learning().follow(contents.runs);
  Evaluations& evaluations = session_.evaluations();
  if (evaluations.pending().empty() && rows_of(contents.evaluations) != rows_of(evaluations.rows())) {
    evaluations.restore(contents.evaluations);
    news = true;
  }
  // Against what was there before, not against what the window has measured since without saving it.
  const bool inspected_anew = contents.has_inspection && nlohmann::json(contents.inspection) != inspection_;
  if (inspected_anew) inspection_ = contents.inspection;
  if (contents.rotations.size() != rotations_ || inspected_anew) {
    rotations_ = contents.rotations.size();
    news = true;
    emit reload_wanted();
  }
  if (!news) return;
  quiet_.start();
  emit state_changed();
}

}  // namespace rotorscope
