#include "app/session/session.h"

#include "app/backend/backend_client.h"
#include "app/session/project_view.h"
#include "app/settings/settings.h"
#include "core/protocol/frame.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace rotorscope {

Session::Session(BackendClient& client, Settings& settings, QObject* parent)
    : QObject(parent),
      client_(client),
      settings_(settings),
      inspection_(new Inspection(*this)),
      gate_(new RotationGate(*this)),
      learning_(new Learning(*this)),
      evaluations_(new Evaluations(*this)) {
  for (QObject* part : std::initializer_list<QObject*>{inspection_, gate_, learning_, evaluations_}) {
    part->setParent(this);
  }
  follower_ = new ProjectFollower(*this);
  connect(follower_, &ProjectFollower::reload_wanted, this, &Session::reload_project);
  connect(&client, &BackendClient::restarted, this, &Session::restore);
  const auto offer_devices = [this] { settings_.compute.offer(client_.devices()); };
  connect(&client, &BackendClient::state_changed, this, offer_devices);
  connect(&client, &BackendClient::devices_changed, this, offer_devices);
}

void Session::open(const QString& path) {
  if (path.endsWith(QLatin1String(".h5"), Qt::CaseInsensitive)) {
    open_project(path);
  } else {
    open_model(path);
  }
}

void Session::open_model(const QString& source) {
  OpenRequest request;
  request.model = source.toStdString();
  begin(QStringLiteral("open"), request, tr("Opening %1").arg(QFileInfo(source).fileName()), source, false);
}

void Session::open_project(const QString& path) {
  begin(QStringLiteral("open_project"), ProjectRequest{path.toStdString(), {}},
        tr("Opening %1").arg(QFileInfo(path).fileName()), path, false);
}

void Session::begin(const QString& operation, const nlohmann::json& body, const QString& title, const QString& source,
                    bool restoring) {
  if (job_) {
    job_->disconnect(this);
    job_->cancel();
  }
  job_ = client_.request(operation, body, title);
  const bool is_project = operation == QLatin1String("open_project");
  connect(job_, &Job::finished, this, [this, source, restoring, is_project](const JsonPointer& answer) {
    job_.clear();
    emit opening_changed();
    if (is_project) {
      if (auto contents = decode<ProjectContents>(*answer, "open_project")) {
        take_project(*contents, restoring);
      } else {
        emit open_failed(contents.error(), source);
      }
    } else if (auto model = decode<ModelInfo>(*answer, "open")) {
      take_model(*model, source, restoring);
    } else {
      emit open_failed(model.error(), source);
    }
  });
  connect(job_, &Job::failed, this, [this, source](const Error& error) {
    job_.clear();
    emit opening_changed();
    if (!error.cancelled) emit open_failed(error, source);
  });
  emit opening_changed();
}

void Session::take_model(const ModelInfo& model, const QString& source, bool restoring) {
  const bool had_inspection = inspection_->has_outcome();
  if (!restoring) {
    forget_parts();
    project_path_.clear();
    working_project_.clear();
    changed_ = false;
  }
  model_ = model;
  model_source_ = source;
  model_found_ = true;
  if (!restoring) {
    emit model_changed();
    emit project_changed();
    emit opened(source);
  }
  // After a crash only what had worked before is repeated, so that what killed the backend does not kill it again.
  if (restoring ? had_inspection : fits_memory()) inspection_->run();
  if (restoring) emit restored();
}

void Session::take_project(const ProjectContents& contents, bool restoring) {
  if (restoring) {
    if (inspection_->has_outcome()) {
      if (contents.has_inspection) {
        inspection_->activations_are_back();
      } else {
        inspection_->run();
      }
    }
    emit restored();
    return;
  }
  forget_parts();
  model_ = contents.model;
  model_source_ = QString::fromStdString(contents.model.path.empty() ? contents.model.source : contents.model.path);
  model_found_ = contents.model_found;
  project_path_ = QString::fromStdString(contents.path);
  stored_rotations_ = contents.rotations.size();
  working_project_.clear();
  emit model_changed();
  if (contents.has_inspection) inspection_->restore(contents.inspection);
  learning_->restore(contents.runs, !contents.rotations.empty());
  evaluations_->restore(contents.evaluations);
  studies_ = contents.studies;
  emit studies_changed();
  show_saved_view(contents.view);
  changed_ = false;
  emit project_changed();
  emit opened(project_path_);
}

void Session::show_saved_view(const nlohmann::json& saved) {
  if (saved.is_null()) return;
  // A view of another version is no reason not to open the project.
  const auto view = decode<ProjectView>(saved, "view");
  if (!view) return;
  show_view(*view, model_->layers, settings_, selection_);
  emit page_wanted(QString::fromStdString(view->page));
}

void Session::reload_project() {
  if (job_ || project_path_.isEmpty()) return;
  job_ = client_.request(QStringLiteral("open_project"), ProjectRequest{project_path_.toStdString(), {}},
                         tr("Reading what was written to the project"));
  connect(job_, &Job::finished, this, [this](const JsonPointer& answer) {
    job_.clear();
    const auto contents = decode<ProjectContents>(*answer, "open_project");
    if (!contents) return;
    stored_rotations_ = contents->rotations.size();
    if (contents->has_inspection) inspection_->restore(contents->inspection);
    learning_->restore(contents->runs, !contents->rotations.empty());
    emit project_changed();
  });
  connect(job_, &Job::failed, this, [this] { job_.clear(); });
}

void Session::save_project(const QString& path, const QString& page) {
  ProjectView view = view_of(settings_, selection_);
  view.page = page.toStdString();
  Job* job = client_.request(QStringLiteral("save_project"), ProjectRequest{path.toStdString(), view},
                             tr("Saving %1").arg(QFileInfo(path).fileName()));
  connect(job, &Job::finished, this, [this, path] {
    project_path_ = path;
    changed_ = false;
    emit project_changed();
    emit opened(path);
  });
  connect(job, &Job::failed, this, &Session::save_failed);
}

void Session::close() {
  forget_parts();
  model_.reset();
  model_source_.clear();
  project_path_.clear();
  working_project_.clear();
  changed_ = false;
  emit model_changed();
  emit project_changed();
}

QString Session::working_project() {
  if (!project_path_.isEmpty()) return project_path_;
  if (working_project_.isEmpty()) {
    const QDir data(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
    const QString stamp = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-hhmmss"));
    working_project_ = data.filePath(QStringLiteral("unsaved-%1.h5").arg(stamp));
    data.mkpath(QStringLiteral("."));
  }
  return working_project_;
}

void Session::mark_changed() {
  // With a project every operation writes into it as it goes.
  if (!project_path_.isEmpty() || changed_) return;
  changed_ = true;
  emit project_changed();
}

void Session::restore() {
  if (!model_) return;
  // Learned rotations live in the backend's memory and in the project that learning writes.
  const QString project = learning_->has_learned() ? working_project_if_any() : project_path_;
  if (!project.isEmpty()) {
    begin(QStringLiteral("open_project"), ProjectRequest{project.toStdString(), {}}, tr("Reopening the project"),
          project, true);
  } else {
    OpenRequest request;
    request.model = model_source_.toStdString();
    begin(QStringLiteral("open"), request, tr("Reopening the model"), model_source_, true);
  }
}

void Session::forget_parts() {
  inspection_->forget();
  gate_->forget();
  learning_->forget();
  evaluations_->forget();
  studies_.clear();
  emit studies_changed();
  selection_.forget();
  pins_.clear();
}

bool Session::fits_memory() const {
  const qint64 total = client_.memory().total_bytes;
  return total == 0 || model_->memory_open_bytes < total;
}

}  // namespace rotorscope
