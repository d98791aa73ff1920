#include "core/pipeline/project_io.h"

#include "core/analysis/site_statistics.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/site_access.h"
#include "core/rotation/rotation_file.h"

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr std::int64_t activation_limit_bytes = 256LL << 20;

std::vector<std::uint16_t> half_bits(const at::Tensor& x) {
  const at::Tensor half = x.to(at::kHalf).contiguous();
  const auto* data = static_cast<const std::uint16_t*>(half.const_data_ptr());
  return {data, data + half.numel()};
}

Result<StoredSite> stored_site(const Inspection& inspection, const SiteSummary& summary, const RotationSet& set,
                               bool with_activations) {
  const Site site = *site_from_name(summary.site);
  ROTOR_TRY(const at::Tensor x, site_activations(inspection, summary.layer, site));
  const SiteQuantizer quantizer = viewing_quantizer(site, inspection.request.quant);
  StoredSite stored;
  stored.summary = summary;
  stored.tokens = static_cast<int>(x.size(0));
  stored.before = site_statistics(x, site, inspection.model.head_dim, quantizer);
  if (summary.has_after) {
    stored.after =
        site_statistics(rotate_site(x, summary.layer, site, set), site, inspection.model.head_dim, quantizer);
  }
  if (with_activations) stored.activations = half_bits(x);
  return stored;
}

}  // namespace

Result<ProjectFile> open_or_create_project(const std::string& path, const ModelInfo& model) {
  return ProjectFile::open_or_create(path, model, Provenance{"Rotorscope " ROTORSCOPE_VERSION, utc_now(), ""});
}

Status store_inspection(const ProjectFile& project, const Inspection& inspection, Workspace& workspace) {
  ROTOR_TRY(const RotationSet set, workspace.rotation(inspection.request.rotation, config_from(inspection.model)));
  StoredInspection stored{inspection.request, inspection.outcome, inspection.token_ids, inspection.token_texts};
  std::int64_t bytes = 0;
  for (const SiteSummary& summary : inspection.outcome.sites)
    bytes += 2LL * summary.channels * inspection.outcome.tokens;
  // The sites are made before the project is opened for writing: an inspection may itself live in a project.
  std::vector<StoredSite> sites;
  for (const SiteSummary& summary : inspection.outcome.sites) {
    ROTOR_TRY(StoredSite site, stored_site(inspection, summary, set, bytes <= activation_limit_bytes));
    sites.push_back(std::move(site));
  }
  ProjectFile target = project;
  return target.write_inspection(stored, [&](std::size_t i) -> Result<StoredSite> { return std::move(sites.at(i)); });
}

Status keep_study(Workspace& workspace, const EvalRequest& eval, const std::string& name, nlohmann::json study) {
  if (!eval.project.empty()) {
    ROTOR_TRY(const auto model, workspace.model(eval.model));
    ROTOR_TRY(ProjectFile project, open_or_create_project(eval.project, model->info));
    ROTOR_CHECK(project.write_study(name, study));
  }
  workspace.keep_study(name, std::move(study));
  return {};
}

Result<ProjectContents> read_project(Workspace& /*workspace*/, const ProjectRequest& request) {
  return guarded("read_project", [&]() -> Result<ProjectContents> {
    ROTOR_TRY(const ProjectFile project, ProjectFile::open(request.path));
    ROTOR_TRY(ProjectContents contents, project.contents());
    contents.path = request.path;
    return contents;
  });
}

Result<ProjectContents> open_project(Workspace& workspace, const ProjectRequest& request) {
  return guarded("open_project", [&]() -> Result<ProjectContents> {
    ROTOR_TRY(const ProjectFile project, ProjectFile::open(request.path));
    ROTOR_TRY(ProjectContents contents, project.contents());
    contents.path = request.path;
    workspace.clear();
    if (const auto model = workspace.model(contents.model.source)) {
      contents.model_found = (*model)->info.fingerprint == contents.model.fingerprint;
    }
    if (contents.has_inspection) {
      ROTOR_TRY(StoredInspection stored, project.read_inspection());
      auto inspection = std::make_shared<Inspection>();
      inspection->request = std::move(stored.request);
      inspection->outcome = std::move(stored.outcome);
      inspection->model = contents.model;
      inspection->token_ids = std::move(stored.token_ids);
      inspection->token_texts = std::move(stored.token_texts);
      inspection->project = project;
      workspace.keep(inspection);
    }
    const ModelConfig config = config_from(contents.model);
    for (const std::string& name : contents.rotations) {
      if (name != "learned") continue;
      ROTOR_TRY(const StoredRotation stored, project.read_rotation(name));
      ROTOR_TRY(RotationSet set, from_stored(stored, config));
      workspace.set_learned(std::move(set));
    }
    for (const LearnRun& run : contents.runs) {
      SessionRun session{run, {}};
      if (!run.finished) {
        if (const auto checkpoint = project.read_checkpoint(run.name)) {
          ROTOR_TRY(session.state, from_checkpoint(*checkpoint, config));
        }
      }
      workspace.keep_run(session);
    }
    for (const EvalRow& row : contents.evaluations) workspace.keep_evaluation(row);
    for (const auto& [name, study] : contents.studies) workspace.keep_study(name, study);
    return contents;
  });
}

Result<ProjectContents> save_project(Workspace& workspace, const ProjectRequest& request) {
  return guarded("save_project", [&]() -> Result<ProjectContents> {
    const auto inspection = workspace.inspection();
    if (!inspection) return fail("there is nothing to save yet", request.path, "open a model and inspect it first");
    const ModelConfig config = config_from(inspection->model);
    // Saved as a whole: a project of that name is replaced, not added to.
    const std::string partial = request.path + ".new";
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    ROTOR_TRY(ProjectFile project, ProjectFile::create(partial, inspection->model,
                                                       Provenance{"Rotorscope " ROTORSCOPE_VERSION, utc_now(), ""}));
    Status status = store_inspection(project, *inspection, workspace);
    if (const auto learned = workspace.learned(); status && learned) {
      status = project.write_rotation("learned", to_stored(*learned, config));
    }
    for (const SessionRun& session : workspace.runs()) {
      if (!status) break;
      const bool resumable = !session.run.finished && session.state.rotations.r1.defined();
      const LearnCheckpoint checkpoint = resumable ? to_checkpoint(session.state) : LearnCheckpoint{};
      status = project.write_run(session.run, resumable ? &checkpoint : nullptr);
    }
    for (const EvalRow& row : workspace.evaluations()) {
      if (status) status = project.append_evaluation(row);
    }
    for (const auto& [name, study] : workspace.studies()) {
      if (status) status = project.write_study(name, study);
    }
    if (status && !request.view.is_null()) status = project.write_view(request.view);
    if (status) {
      auto saved = project.save_as(request.path);
      if (!saved) status = tl::unexpected<Error>(std::move(saved).error());
    }
    std::filesystem::remove(partial, ignored);
    ROTOR_CHECK(status);
    ROTOR_TRY(const ProjectFile saved, ProjectFile::open(request.path));
    return saved.contents();
  });
}

}  // namespace rotorscope
