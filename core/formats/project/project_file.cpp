#include "core/formats/project/project_file.h"

#include "core/base/files.h"
#include "core/formats/project/access.h"
#include "core/formats/project/h5.h"
#include "core/formats/project/h5_array.h"
#include "core/formats/project/natural_order.h"
#include "core/formats/project/parts.h"
#include "core/formats/project/project_lock.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace rotorscope {
namespace {

using FilePath = std::filesystem::path;
constexpr std::size_t name_limit_bytes = 200;

Status check_name(const std::string& name) {
  if (name.empty() || name.size() > name_limit_bytes || name == "." || name.find('/') != std::string::npos ||
      name.find('\0') != std::string::npos) {
    return fail("is not a name that a project can keep", name, "use 1 to 200 characters without \"/\"");
  }
  return {};
}

/// Names of the members of a root group in natural order; none where the group is absent.
Result<std::vector<std::string>> member_names(const h5::Handle& file, const std::string& group) {
  if (!h5::has(file, group)) return std::vector<std::string>();
  ROTOR_TRY(const auto members, h5::open_group(file, group));
  ROTOR_TRY(auto list, h5::names(members));
  std::sort(list.begin(), list.end(), natural_less);
  return list;
}

Result<h5::Handle> open_member(const h5::Handle& file, const std::string& group, const std::string& name) {
  ROTOR_CHECK(check_name(name));
  if (!h5::has(file, group)) return fail("the project has no " + group, {}, "choose another project");
  ROTOR_TRY(const auto members, h5::open_group(file, group));
  if (!h5::has(members, name)) return fail("is not in the project's " + group, name, "choose another name");
  return h5::open_group(members, name);
}

Result<h5::Handle> new_member(const h5::Handle& file, const std::string& group, const std::string& name) {
  ROTOR_TRY(const auto members, h5::require_group(file, group));
  return h5::create_group(members, name);
}

Result<std::vector<EvalRow>> read_evaluations(const h5::Handle& file) {
  if (!h5::has(file, "evaluations")) return std::vector<EvalRow>();
  ROTOR_TRY(const auto group, h5::open_group(file, "evaluations"));
  return parts::read_json<std::vector<EvalRow>>(group, "rows");
}

}  // namespace

Result<ProjectFile> ProjectFile::open(const FilePath& where) {
  const FilePath project = access::settled(where);
  return access::read_project(project, [&](const h5::Handle& file) -> Result<ProjectFile> {
    ROTOR_CHECK(parts::read_json<ModelInfo>(file, "model"));
    return ProjectFile(project);
  });
}

Result<ProjectFile> ProjectFile::create(const FilePath& where, const ModelInfo& model, const Provenance& provenance) {
  const FilePath project = access::settled(where);
  std::error_code error;
  std::filesystem::create_directories(project.parent_path(), error);
  ProjectFile result(project);
  const auto write = [&](const h5::Handle& file) -> Status {
    ROTOR_CHECK(parts::write_json(file, "model", model));
    return parts::write_json(file, "provenance", provenance);
  };
  ROTOR_CHECK(access::rewrite_project(project, result.patience_, {true, {}}, write));
  return result;
}

Result<ProjectFile> ProjectFile::open_or_create(const FilePath& where, const ModelInfo& model,
                                                const Provenance& provenance) {
  std::error_code ignored;
  if (!std::filesystem::exists(where, ignored)) return create(where, model, provenance);
  ROTOR_TRY(auto project, open(where));
  ROTOR_TRY(const auto contents, project.contents());
  const std::string& theirs = contents.model.fingerprint;
  if (!theirs.empty() && !model.fingerprint.empty() && theirs != model.fingerprint) {
    return fail("the project belongs to another model, " + contents.model.name, project.path().string(),
                "choose another project for this model");
  }
  return project;
}

Result<ProjectContents> ProjectFile::contents() const {
  return access::read_project(path_, [this](const h5::Handle& file) -> Result<ProjectContents> {
    ProjectContents contents;
    contents.path = path_.string();
    ROTOR_TRY(const auto made, parts::read_json<Provenance>(file, "provenance"));
    contents.program = made.program;
    contents.created = made.created;
    ROTOR_TRY(contents.model, parts::read_json<ModelInfo>(file, "model"));
    contents.has_inspection = h5::has(file, "inspection");
    if (contents.has_inspection) {
      ROTOR_TRY(const auto group, h5::open_group(file, "inspection"));
      ROTOR_TRY(contents.inspection, parts::read_json<InspectOutcome>(group, "outcome"));
    }
    ROTOR_TRY(contents.rotations, member_names(file, "rotations"));
    ROTOR_TRY(const auto runs, member_names(file, "runs"));
    for (const std::string& name : runs) {
      ROTOR_TRY(const auto group, open_member(file, "runs", name));
      ROTOR_TRY(auto run, parts::read_run(group));
      contents.runs.push_back(std::move(run));
    }
    ROTOR_TRY(contents.evaluations, read_evaluations(file));
    ROTOR_TRY(const auto studies, member_names(file, "studies"));
    for (const std::string& name : studies) {
      ROTOR_TRY(const auto group, open_member(file, "studies", name));
      ROTOR_TRY(contents.studies[name], parts::read_json<nlohmann::json>(group, "found"));
    }
    if (h5::has(file, "view")) {
      ROTOR_TRY(contents.view, parts::read_json<nlohmann::json>(file, "view"));
    }
    return contents;
  });
}

Result<Provenance> ProjectFile::provenance() const {
  return access::read_project(path_,
                              [](const h5::Handle& file) { return parts::read_json<Provenance>(file, "provenance"); });
}

Result<ProjectFile> ProjectFile::save_as(const FilePath& where) const {
  ProjectFile result(access::settled(where));
  if (result.path_ == path_) return result;
  std::error_code error;
  std::filesystem::create_directories(result.path_.parent_path(), error);
  ROTOR_TRY(const ProjectLock lock, ProjectLock::acquire(result.path_, patience_));
  ROTOR_CHECK(write_atomically(result.path_, [this](const FilePath& temporary) -> Status {
    std::error_code problem;
    if (!std::filesystem::copy_file(path_, temporary, std::filesystem::copy_options::overwrite_existing, problem)) {
      return fail("cannot be copied: " + problem.message(), path_.string(), "check the free space");
    }
    return {};
  }));
  return result;
}

Status ProjectFile::write_inspection(const StoredInspection& inspection, const SiteSource& site) {
  return access::rewrite_project(path_, patience_, {false, {"inspection"}}, [&](const h5::Handle& file) -> Status {
    ROTOR_TRY(const auto group, h5::create_group(file, "inspection"));
    return parts::write_inspection(group, inspection, site);
  });
}

Result<StoredInspection> ProjectFile::read_inspection() const {
  return access::read_project(path_, [](const h5::Handle& file) -> Result<StoredInspection> {
    if (!h5::has(file, "inspection")) return fail("the project has no inspection", {}, "inspect the model first");
    ROTOR_TRY(const auto group, h5::open_group(file, "inspection"));
    return parts::read_inspection(group);
  });
}

Result<StoredSite> ProjectFile::read_site(int layer, const std::string& site, bool with_activations) const {
  return access::read_project(path_, [&](const h5::Handle& file) -> Result<StoredSite> {
    ROTOR_CHECK(check_name(site));
    if (!h5::has(file, "inspection")) return fail("the project has no inspection", {}, "inspect the model first");
    ROTOR_TRY(const auto group, h5::open_group(file, "inspection"));
    return parts::read_site(group, layer, site, with_activations);
  });
}

Status ProjectFile::write_rotation(const std::string& name, const StoredRotation& rotation) {
  ROTOR_CHECK(check_name(name));
  return access::rewrite_project(path_, patience_, {false, {"rotations", name}}, [&](const h5::Handle& file) -> Status {
    ROTOR_TRY(const auto group, new_member(file, "rotations", name));
    return parts::write_rotation(group, rotation);
  });
}

Result<StoredRotation> ProjectFile::read_rotation(const std::string& name) const {
  return access::read_project(path_, [&](const h5::Handle& file) -> Result<StoredRotation> {
    ROTOR_TRY(const auto group, open_member(file, "rotations", name));
    return parts::read_rotation(group);
  });
}

Result<std::vector<std::string>> ProjectFile::rotation_names() const {
  return access::read_project(path_, [](const h5::Handle& file) { return member_names(file, "rotations"); });
}

Status ProjectFile::write_run(const LearnRun& run, const LearnCheckpoint* checkpoint) {
  ROTOR_CHECK(check_name(run.name));
  return access::rewrite_project(path_, patience_, {false, {"runs", run.name}}, [&](const h5::Handle& file) -> Status {
    ROTOR_TRY(const auto group, new_member(file, "runs", run.name));
    return parts::write_run(group, run, checkpoint);
  });
}

Result<LearnRun> ProjectFile::read_run(const std::string& name) const {
  return access::read_project(path_, [&](const h5::Handle& file) -> Result<LearnRun> {
    ROTOR_TRY(const auto group, open_member(file, "runs", name));
    return parts::read_run(group);
  });
}

Result<LearnCheckpoint> ProjectFile::read_checkpoint(const std::string& run) const {
  return access::read_project(path_, [&](const h5::Handle& file) -> Result<LearnCheckpoint> {
    ROTOR_TRY(const auto group, open_member(file, "runs", run));
    if (!h5::has(group, "checkpoint")) return fail("the run has no checkpoint to go on from", run, "start a new run");
    return parts::read_checkpoint(group);
  });
}

Result<std::vector<std::string>> ProjectFile::run_names() const {
  return access::read_project(path_, [](const h5::Handle& file) { return member_names(file, "runs"); });
}

Status ProjectFile::append_evaluation(const EvalRow& row) {
  std::vector<EvalRow> rows;
  return access::rewrite_project(path_, patience_, {false, {"evaluations"}}, [&](const h5::Handle& file) -> Status {
    ROTOR_TRY(const auto old, access::open_project(path_));
    ROTOR_TRY(rows, read_evaluations(old));
    rows.push_back(row);
    std::vector<double> perplexities;
    perplexities.reserve(rows.size());
    for (const EvalRow& each : rows) perplexities.push_back(each.outcome.perplexity);
    ROTOR_TRY(const auto group, h5::create_group(file, "evaluations"));
    ROTOR_CHECK(parts::write_json(group, "rows", rows));
    return h5::write_array(group, "perplexity", {perplexities.size()}, perplexities.data());
  });
}

Status ProjectFile::write_study(const std::string& name, const nlohmann::json& study) {
  ROTOR_CHECK(check_name(name));
  return access::rewrite_project(path_, patience_, {false, {"studies", name}}, [&](const h5::Handle& file) -> Status {
    ROTOR_TRY(const auto group, new_member(file, "studies", name));
    return parts::write_json(group, "found", study);
  });
}

Status ProjectFile::write_view(const nlohmann::json& view) {
  return access::rewrite_project(path_, patience_, {false, {"view"}}, [&](const h5::Handle& file) -> Status {
    return parts::write_json(file, "view", view);
  });
}

Result<nlohmann::json> ProjectFile::read_study(const std::string& name) const {
  return access::read_project(path_, [&](const h5::Handle& file) -> Result<nlohmann::json> {
    ROTOR_TRY(const auto names, member_names(file, "studies"));
    if (std::find(names.begin(), names.end(), name) == names.end()) return nlohmann::json();
    ROTOR_TRY(const auto group, open_member(file, "studies", name));
    return parts::read_json<nlohmann::json>(group, "found");
  });
}

}  // namespace rotorscope
