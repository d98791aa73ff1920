// What an export says of itself: recipe.json to repeat it, and a model card for people.
#pragma once

#include "core/base/result.h"
#include "core/formats/hf_writer.h"
#include "core/pipeline/workspace.h"
#include "core/protocol/exporting.h"

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

/// The command that repeats an export; the place to write to is named without its folder.
std::string export_command_line(const ExportRequest& request);

/// Source, rotation and calibration text by their hashes, all settings, the command, the invariance error, and the
/// figures if they were measured. No times: the same recipe gives the same bytes.
Result<nlohmann::ordered_json> recipe_json(const ExportRequest& request, const OpenModel& model, const RotationSet& set,
                                           double invariance_error, const std::optional<Verification>& figures);

/// The recipe as a model card (Markdown with the front matter that hubs read).
std::string model_card(const ExportRequest& request, const OpenModel& model, const nlohmann::ordered_json& recipe);

/// Both as files: README.md and recipe.json for a folder, beside a single file with its name in front.
std::vector<TextFile> recipe_files(const ExportRequest& request, const OpenModel& model,
                                   const nlohmann::ordered_json& recipe);

}  // namespace rotorscope
