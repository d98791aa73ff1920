// What is open: the model, its project, and everything measured on it. The pages read it and hear its signals.
#pragma once

#include "app/backend/job.h"
#include "app/session/evaluations.h"
#include "app/session/inspection.h"
#include "app/session/learning.h"
#include "app/session/pins.h"
#include "app/session/project_follower.h"
#include "app/session/rotation_gate.h"
#include "app/session/selection.h"
#include "core/protocol/model.h"
#include "core/protocol/project.h"

#include <QObject>
#include <QPointer>
#include <map>
#include <optional>
#include <string>

namespace rotorscope {

class BackendClient;
struct Settings;

class Session : public QObject {
  Q_OBJECT

 public:
  Session(BackendClient& client, Settings& settings, QObject* parent = nullptr);

  [[nodiscard]] BackendClient& client() const { return client_; }
  [[nodiscard]] Settings& settings() const { return settings_; }
  [[nodiscard]] Selection& selection() { return selection_; }
  [[nodiscard]] Pins& pins() { return pins_; }
  [[nodiscard]] Inspection& inspection() { return *inspection_; }
  [[nodiscard]] RotationGate& gate() { return *gate_; }
  [[nodiscard]] Learning& learning() { return *learning_; }
  [[nodiscard]] Evaluations& evaluations() { return *evaluations_; }
  [[nodiscard]] ProjectFollower& follower() { return *follower_; }

  /// Opens a model (a GGUF file, a Hugging Face folder, "sample") and inspects it.
  void open_model(const QString& source);
  void open_project(const QString& path);
  /// A project for *.h5, otherwise a model.
  void open(const QString& path);
  /// `page` is opened with the project the next time.
  void save_project(const QString& path, const QString& page);
  void close();

  [[nodiscard]] bool has_model() const { return model_.has_value(); }
  /// Only with has_model().
  [[nodiscard]] const ModelInfo& model() const { return *model_; }
  /// What requests name the model by.
  [[nodiscard]] const QString& model_source() const { return model_source_; }
  /// The model's file was found; a project can be looked at without it, but nothing can be measured.
  [[nodiscard]] bool model_found() const { return model_found_; }
  [[nodiscard]] bool opening() const { return !job_.isNull(); }
  /// The project's file; empty: never saved.
  [[nodiscard]] const QString& project_path() const { return project_path_; }
  /// The project's file, or where learning keeps its checkpoints while there is none.
  [[nodiscard]] QString working_project();
  /// The same, but empty where learning has not needed one yet.
  [[nodiscard]] const QString& working_project_if_any() const {
    return project_path_.isEmpty() ? working_project_ : project_path_;
  }
  /// How many rotations the project held when it was read.
  [[nodiscard]] std::size_t stored_rotations() const { return stored_rotations_; }
  /// What studies found when the project was saved, by the names of core/protocol/study.h.
  [[nodiscard]] const std::map<std::string, nlohmann::json>& studies() const { return studies_; }
  [[nodiscard]] bool has_unsaved_changes() const { return changed_; }
  void mark_changed();

 signals:
  /// Another model, or none.
  void model_changed();
  void opening_changed();
  void project_changed();
  /// A project that was opened wants this page to be shown, a name of page_names.
  void page_wanted(const QString& page);
  /// studies() are those of another project.
  void studies_changed();
  void open_failed(const rotorscope::Error& error, const QString& source);
  void save_failed(const rotorscope::Error& error);
  /// A model or project was opened, for the list of recent files.
  void opened(const QString& source);
  /// After the backend died: what was open is open again.
  void restored();

 private:
  void begin(const QString& operation, const nlohmann::json& body, const QString& title, const QString& source,
             bool restoring);
  void reload_project();
  void take_model(const ModelInfo& model, const QString& source, bool restoring);
  void take_project(const ProjectContents& contents, bool restoring);
  void show_saved_view(const nlohmann::json& saved);
  void restore();
  void forget_parts();
  [[nodiscard]] bool fits_memory() const;

  BackendClient& client_;
  Settings& settings_;
  Selection selection_;
  Pins pins_;
  Inspection* inspection_;
  RotationGate* gate_;
  Learning* learning_;
  Evaluations* evaluations_;
  ProjectFollower* follower_;

  QPointer<Job> job_;
  std::optional<ModelInfo> model_;
  QString model_source_, project_path_, working_project_;
  bool model_found_ = false;
  std::size_t stored_rotations_ = 0;
  std::map<std::string, nlohmann::json> studies_;
  bool changed_ = false;
};

}  // namespace rotorscope
