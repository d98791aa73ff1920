// What the window gets when it opens a project file: everything but the large arrays, which it then asks for by
// SiteViewRequest and MapRequest, with or without the model.
#pragma once

#include "core/protocol/evaluate.h"
#include "core/protocol/inspect.h"
#include "core/protocol/model.h"
#include "core/protocol/rotate.h"

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rotorscope {

struct ProjectRequest {
  std::string path;
  nlohmann::json view;  ///< with save_project: what the window shows, as it wants it back; null: nothing
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ProjectRequest, path, view)

struct ProjectContents {
  std::string path;
  std::string program;  ///< "Rotorscope 0.1.0"
  std::string created;  ///< ISO 8601, UTC
  ModelInfo model;
  bool model_found = false;  ///< the model's file is there and its fingerprint is the same
  bool has_inspection = false;
  InspectOutcome inspection;
  std::vector<std::string> rotations;  ///< names of the stored rotation sets
  std::vector<LearnRun> runs;
  std::vector<EvalRow> evaluations;
  std::map<std::string, nlohmann::json> studies;  ///< what each found, with its request (study_names)
  nlohmann::json view;                            ///< as ProjectRequest::view left it; null: none
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ProjectContents, path, program, created, model, model_found,
                                                has_inspection, inspection, rotations, runs, evaluations, studies, view)

}  // namespace rotorscope
