// The project file: everything that operations produced, in one HDF5 file that shows all of it without the model.
// docs/project-file.md describes its layout.
#pragma once

#include "core/base/result.h"
#include "core/formats/project/stored.h"
#include "core/protocol/evaluate.h"
#include "core/protocol/project.h"
#include "core/protocol/rotate.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace rotorscope {

/// A path and what can be done with the project there. Nothing stays open between calls, so that a copy of this object
/// is cheap and two programs may look at one project. Every write makes a new file beside the old one, syncs it and
/// renames it: a kill at any moment, a full disk or an Error leaves the project as it was. Writers wait for each other,
/// within this process and between programs. All functions may be called from any thread; inside, one runs at a time.
class ProjectFile {
 public:
  /// Gives the sites of an inspection one after the other, so that only one is in memory. It must not use a ProjectFile
  /// itself, and should have its numbers at hand: nobody reads a project of this process meanwhile.
  using SiteSource = std::function<Result<StoredSite>(std::size_t index)>;

  /// Errors: not there, no HDF5 file, no project, made by a newer version, damaged.
  static Result<ProjectFile> open(const std::filesystem::path& path);
  /// A new project. Error: there is a file already.
  static Result<ProjectFile> create(const std::filesystem::path& path, const ModelInfo& model,
                                    const Provenance& provenance);
  /// The project at `path`, or a new one. Error: the project there belongs to a model with another fingerprint.
  static Result<ProjectFile> open_or_create(const std::filesystem::path& path, const ModelInfo& model,
                                            const Provenance& provenance);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// How long a write waits while another program writes; 5 seconds unless told.
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

  /// Everything but the large arrays. `model_found` is left false; runs and rotations are in natural order of their
  /// names.
  [[nodiscard]] Result<ProjectContents> contents() const;
  [[nodiscard]] Result<Provenance> provenance() const;
  /// Writes the same project to another path, replacing what is there.
  [[nodiscard]] Result<ProjectFile> save_as(const std::filesystem::path& path) const;

  /// Replaces the inspection; `site(i)` gives the arrays of `inspection.outcome.sites[i]`.
  Status write_inspection(const StoredInspection& inspection, const SiteSource& site);
  /// Error: the project has no inspection.
  [[nodiscard]] Result<StoredInspection> read_inspection() const;
  /// One site; without its activations where only statistics are wanted. Error: it was not inspected.
  [[nodiscard]] Result<StoredSite> read_site(int layer, const std::string& site, bool with_activations = true) const;

  /// Adds or replaces a rotation. Names are 1 to 200 bytes, without "/".
  Status write_rotation(const std::string& name, const StoredRotation& rotation);
  [[nodiscard]] Result<StoredRotation> read_rotation(const std::string& name) const;
  [[nodiscard]] Result<std::vector<std::string>> rotation_names() const;

  /// Adds or replaces a run together with its checkpoint; without one the run's old checkpoint goes.
  Status write_run(const LearnRun& run, const LearnCheckpoint* checkpoint);
  [[nodiscard]] Result<LearnRun> read_run(const std::string& name) const;
  /// Error: the run has none, e.g. because it is finished.
  [[nodiscard]] Result<LearnCheckpoint> read_checkpoint(const std::string& run) const;
  [[nodiscard]] Result<std::vector<std::string>> run_names() const;

  /// Adds a row to the table of evaluations.
  Status append_evaluation(const EvalRow& row);

  /// Adds or replaces what a study has found so far, as JSON. Names as of rotations.
  Status write_study(const std::string& name, const nlohmann::json& study);
  /// Null where there is none of that name.
  [[nodiscard]] Result<nlohmann::json> read_study(const std::string& name) const;
  /// Replaces what the window showed (ProjectContents::view).
  Status write_view(const nlohmann::json& view);

 private:
  explicit ProjectFile(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
  std::chrono::milliseconds patience_{5000};
};

}  // namespace rotorscope
