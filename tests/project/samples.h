// What the tests of the project file store and compare.
#pragma once

#include "core/formats/project/project_file.h"
#include "tests/formats/scratch_folder.h"

#include <filesystem>
#include <string>

namespace rotorscope::testing {

ModelInfo sample_model();
Provenance sample_provenance();
/// Two layers, `channels` channels, three tokens; the second site has no "after" and no activations.
StoredInspection sample_inspection(int channels = 6);
StoredSite sample_site(const StoredInspection& inspection, std::size_t index);
StoredRotation sample_rotation();
/// `steps` steps of a curve, the third one's loss not a number.
LearnRun sample_run(const std::string& name, int steps);
LearnCheckpoint sample_checkpoint(int next_step);
EvalRow sample_evaluation(double perplexity);

/// A project with all of the above.
ProjectFile full_project(const std::filesystem::path& path);

/// Reads every part of a project; the first Error, or none.
Status read_everything(const std::filesystem::path& path);

}  // namespace rotorscope::testing
