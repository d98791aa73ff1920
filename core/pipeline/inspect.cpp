#include "core/analysis/site_statistics.h"
#include "core/base/mapped_watch.h"
#include "core/model/spill.h"
#include "core/model/tokenizer/display_text.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/project_io.h"
#include "core/pipeline/runtime.h"
#include "core/pipeline/site_access.h"
#include "core/protocol/target.h"
#include "core/quant/fake_quantizer.h"

#include <chrono>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr std::int64_t window_tokens = 512;

Result<std::map<SiteKey, at::Tensor>> run_and_capture(const Network& network, const at::Tensor& ids, Reporter& report,
                                                      const std::stop_token& stop) {
  const c10::InferenceMode inference;
  SiteCapture capture(network.spill);
  const at::Tensor tokens = ids.to(network.device());
  for (std::int64_t begin = 0; begin < ids.size(0); begin += window_tokens) {
    report.advance(begin, ids.size(0), "Running the text through the network");
    const std::int64_t end = std::min(begin + window_tokens, ids.size(0));
    forward(network, tokens.slice(0, begin, end).unsqueeze(0), &capture, stop);
  }
  return capture.take();
}

}  // namespace

Result<InspectOutcome> inspect(Workspace& workspace, const InspectRequest& request, Reporter& report,
                               const std::stop_token& stop) {
  return guarded("inspect", [&]() -> Result<InspectOutcome> {
    const auto begin = std::chrono::steady_clock::now();
    ROTOR_CHECK(apply_runtime(request.runtime));
    if (request.tokens < 1) return fail("at least one token is needed", "--tokens", "choose 1 or more");
    ROTOR_TRY(const auto model, workspace.model(request.model));
    const ModelConfig& config = model->checkpoint->config();
    ROTOR_CHECK(check_quant(request.quant, config.hidden_size, config.intermediate_size, config.head_dim));
    ROTOR_TRY(const RotationSet set, workspace.rotation(on_target(request.rotation, request.quant.target), config));
    ROTOR_TRY(const at::Tensor all, workspace.ids(*model, request.text, Workspace::Prose::calibration));
    const at::Tensor ids = all.slice(0, 0, std::min<std::int64_t>(request.tokens, all.size(0))).clone();
    ROTOR_TRY(const auto folded, workspace.folded(*model, report, stop));
    // The figures are of the network in float32, whatever runs elsewhere.
    RuntimeOptions exact = request.runtime;
    exact.dtype = "f32";
    ROTOR_TRY(const Placement placement, place(exact, config, {window_tokens}, report));

    auto inspection = std::make_shared<Inspection>();
    inspection->request = request;
    inspection->model = model->info;
    ROTOR_TRY(inspection->activations, run_and_capture(placed(*folded, placement), ids, report, stop));
    const auto tokenizer = workspace.tokenizer(*model);  // a checkpoint may come without; ids stand in then
    for (std::int64_t i = 0; i < ids.size(0); ++i) {
      const auto id = static_cast<TokenId>(ids[i].item<std::int64_t>());
      inspection->token_ids.push_back(id);
      inspection->token_texts.push_back(tokenizer ? display_text((*tokenizer)->piece(id)) : "#" + std::to_string(id));
    }

    InspectOutcome& outcome = inspection->outcome;
    outcome.tokens = static_cast<int>(ids.size(0));
    outcome.rotation = request.rotation;
    outcome.quant = request.quant;
    std::int64_t done = 0;
    for (const auto& [key, on_host] : inspection->activations) {
      if (stop.stop_requested()) throw Cancelled{};
      report.advance(done++, static_cast<std::int64_t>(inspection->activations.size()), "Computing statistics");
      const at::Tensor x = on_host.to(placement.device);
      SiteSummary summary;
      summary.layer = static_cast<int>(key.first);
      summary.site = site_name(key.second);
      summary.channels = static_cast<int>(x.size(1));
      const SiteQuantizer quantizer = viewing_quantizer(key.second, request.quant);
      summary.before = site_statistics(x, key.second, config.head_dim, quantizer).numbers;
      if (!set.is_identity()) {
        const at::Tensor y = rotate_site(x, key.first, key.second, set);
        summary.has_after = true;
        summary.after = site_statistics(y, key.second, config.head_dim, quantizer).numbers;
      }
      outcome.sites.push_back(std::move(summary));
      if (folded->spill) folded->spill->release(on_host);
    }
    ROTOR_CHECK(check_unchanged(model->checkpoint->weight_files()));
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    workspace.keep(inspection);
    if (!request.project.empty()) {
      report.advance(0, 0, "Writing the project");
      ROTOR_TRY(const ProjectFile project, open_or_create_project(request.project, model->info));
      ROTOR_CHECK(store_inspection(project, *inspection, workspace));
    }
    return outcome;
  });
}

}  // namespace rotorscope
