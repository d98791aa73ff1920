// Between the workspace and the project file.
#pragma once

#include "core/pipeline/workspace.h"

namespace rotorscope {

/// The project at this path, or a new one for this model.
Result<ProjectFile> open_or_create_project(const std::string& path, const ModelInfo& model);

/// What the project holds, without making it the workspace's: for a window that follows one written elsewhere.
Result<ProjectContents> read_project(Workspace& workspace, const ProjectRequest& request);

/// Writes an inspection with statistics before and after; activations too as long as they take no more than 256 MiB.
Status store_inspection(const ProjectFile& project, const Inspection& inspection, Workspace& workspace);

/// Keeps what a study found, in the project of its evaluation too where that names one.
Status keep_study(Workspace& workspace, const EvalRequest& eval, const std::string& name, nlohmann::json study);

/// A learner's state as a project keeps it, and back.
LearnCheckpoint to_checkpoint(const LearnerState& state);
Result<LearnerState> from_checkpoint(const LearnCheckpoint& checkpoint, const ModelConfig& config);

}  // namespace rotorscope
