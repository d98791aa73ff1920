// The operations that a request frame can name, and what each takes and gives.
//
// clang-format off
//   operation      request            result             partial results
//   devices        {}                 DevicesOutcome
//   open           OpenRequest        ModelInfo
//   open_project   ProjectRequest     ProjectContents
//   read_project   ProjectRequest     ProjectContents    (what the file holds; the session stays as it is)
//   save_project   ProjectRequest     ProjectContents    (everything of this session is written to the path)
//   inspect        InspectRequest     InspectOutcome
//   site_view      SiteViewRequest    SiteView
//   map            MapRequest         Map
//   watch          SiteViewRequest    {}                 the running learn job then sends "site_view" SiteView
//   rotate         RotateRequest      RotateOutcome
//   learn          LearnRequest       LearnOutcome       "learn_step" LearnStep, "site_view" SiteView
//   eval           EvalRequest        EvalOutcome        "eval_partial" EvalPartial, "task_partial" TaskPartial
//   sweep          SweepRequest       SweepOutcome       "sweep_seed" SweepSeed
//   sensitivity    SensitivityRequest SensitivityOutcome "sensitivity_row" SensitivityRow
//   ablate         AblationRequest    AblationOutcome    "ablation_row" AblationRow
//   compare        CompareRequest     CompareOutcome     "compare_row" CompareRow
//   export         ExportRequest      ExportOutcome
// clang-format on
//
// devices, site_view, map, watch and read_project are answered at once, also while a job runs. The others are jobs: one
// runs at a time, the rest wait their turn.
#pragma once

#include "core/protocol/evaluate.h"
#include "core/protocol/exporting.h"
#include "core/protocol/frame.h"
#include "core/protocol/inspect.h"
#include "core/protocol/logits.h"
#include "core/protocol/model.h"
#include "core/protocol/project.h"
#include "core/protocol/rotate.h"
#include "core/protocol/site.h"
#include "core/protocol/study.h"
