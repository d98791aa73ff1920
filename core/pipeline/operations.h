// The operations: a plain struct in, a Result of one out. The command line calls them directly, the serve loop for the
// window; none of them knows who called. Progress and partial results go to the Reporter; a stop request is honoured
// within half a second and gives the cancelled Error. No exception leaves them.
#pragma once

#include "core/base/result.h"
#include "core/pipeline/workspace.h"
#include "core/protocol/operations.h"
#include "core/protocol/reporter.h"

#include <stop_token>

namespace rotorscope {

/// Reads a model's headers; no weights.
Result<ModelInfo> open_model(Workspace& workspace, const OpenRequest& request, Reporter& report,
                             const std::stop_token& stop);

/// Runs the text through the network and keeps every site's activations in the workspace (and the project, if one is
/// named).
Result<InspectOutcome> inspect(Workspace& workspace, const InspectRequest& request, Reporter& report,
                               const std::stop_token& stop);

/// A close-up of one site of the last inspection, or of the opened project's.
Result<SiteView> site_view(Workspace& workspace, const SiteViewRequest& request);

/// A statistic over layers × channels or tokens × channels of the last inspection.
Result<Map> map(Workspace& workspace, const MapRequest& request);

/// Builds or loads a rotation and measures the invariance gate.
Result<RotateOutcome> rotate(Workspace& workspace, const RotateRequest& request, Reporter& report,
                             const std::stop_token& stop);

/// Learns R1 and all R2; see LearnRequest. The result becomes the workspace's rotation "learned".
Result<LearnOutcome> learn(Workspace& workspace, const LearnRequest& request, Reporter& report,
                           const std::stop_token& stop);

/// Perplexity, divergence from the original, zero-shot tasks.
Result<EvalOutcome> evaluate(Workspace& workspace, const EvalRequest& request, Reporter& report,
                             const std::stop_token& stop);

/// The next token's logits.
Result<LogitsOutcome> logits_of(Workspace& workspace, const LogitsRequest& request, Reporter& report,
                                const std::stop_token& stop);

/// Perplexity over the seeds of a random rotation.
Result<SweepOutcome> sweep(Workspace& workspace, const SweepRequest& request, Reporter& report,
                           const std::stop_token& stop);

/// Quantizes one thing at a time and ranks them by what it costs.
Result<SensitivityOutcome> sensitivity(Workspace& workspace, const SensitivityRequest& request, Reporter& report,
                                       const std::stop_token& stop);

/// Perplexity with R1 to R4 on and off in every combination.
Result<AblationOutcome> ablate(Workspace& workspace, const AblationRequest& request, Reporter& report,
                               const std::stop_token& stop);

/// The table method × scenario; rows that the project has already are not measured again.
Result<CompareOutcome> compare(Workspace& workspace, const CompareRequest& request, Reporter& report,
                               const std::stop_token& stop);

/// Writes a checkpoint or a rotation file; with `verify`, reopens and measures it.
Result<ExportOutcome> export_model(Workspace& workspace, const ExportRequest& request, Reporter& report,
                                   const std::stop_token& stop);

/// Everything a project holds, made the workspace's state, so that site_view and map answer from it without the model.
Result<ProjectContents> open_project(Workspace& workspace, const ProjectRequest& request);

/// Writes the workspace's state (inspection, rotations, runs, evaluations) to a project file.
Result<ProjectContents> save_project(Workspace& workspace, const ProjectRequest& request);

/// Where computations can run; where no GPU can be used, an entry "cuda" says why. Loads CUDA where there is a driver.
DevicesOutcome devices();

/// The same without loading CUDA: `complete` says whether that is all, as it is where there is no driver.
DevicesOutcome devices_at_once(bool& complete);

/// The device that these options mean, as devices() describes it; the CPU where they mean none.
DeviceInfo described_device(const RuntimeOptions& runtime);

}  // namespace rotorscope
