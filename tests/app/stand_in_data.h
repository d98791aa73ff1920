// Made-up models and figures for the stand-in backend: small rules, no network behind them, but shaped like real ones.
#pragma once

#include "core/protocol/operations.h"

namespace rotorscope {

ModelInfo stand_in_model(const std::string& source);
ProjectContents stand_in_contents(const std::string& path);
InspectOutcome stand_in_inspection(const InspectRequest& request);
SiteView stand_in_view(const SiteViewRequest& request, double progress);
Map stand_in_map(const MapRequest& request);
LearnStep stand_in_step(int step, int steps);
double stand_in_perplexity(const EvalRequest& request);

}  // namespace rotorscope
