#include "app/cli/demo_chain.h"

#include <algorithm>
#include <chrono>

namespace rotorscope::cli {
namespace {

RotationSpec rotation_named(const std::string& source, const DemoSettings& settings) {
  RotationSpec spec;
  spec.source = source;
  spec.seed = settings.runtime.seed;
  return spec;
}

QuantSpec four_bit_activations() {
  QuantSpec quant;
  quant.a_bits = 4;
  quant.kv_bits = 4;
  return quant;
}

/// Whether A4KV4 rounds this site.
bool is_quantized(const SiteSummary& s) { return s.site != "residual" && s.site != "head_in" && s.site != "q"; }

Status look(const DemoSettings& settings, Workspace& workspace, DemoResults& results, Reporter& report,
            const std::stop_token& stop) {
  InspectRequest request;
  request.runtime = settings.runtime;
  request.model = settings.model;
  request.tokens = settings.tokens;
  request.rotation = rotation_named("hadamard", settings);
  request.quant = four_bit_activations();
  ROTOR_TRY(results.inspection, inspect(workspace, request, report, stop));

  std::vector<SiteSummary> sites;
  std::copy_if(results.inspection.sites.begin(), results.inspection.sites.end(), std::back_inserter(sites),
               is_quantized);
  if (sites.empty()) return fail("the inspection found no site that is quantized", settings.model);
  results.worst = *std::min_element(sites.begin(), sites.end(), [](const SiteSummary& a, const SiteSummary& b) {
    return a.before.sqnr_own_db < b.before.sqnr_own_db;
  });
  results.largest = *std::max_element(sites.begin(), sites.end(), [](const SiteSummary& a, const SiteSummary& b) {
    return a.before.outlier_ratio < b.before.outlier_ratio;
  });

  SiteViewRequest view;
  view.layer = results.worst.layer;
  view.site = results.worst.site;
  view.rotations = {rotation_named("none", settings), request.rotation};
  ROTOR_TRY(results.worst_view, site_view(workspace, view));
  view.layer = results.largest.layer;
  view.site = results.largest.site;
  view.rotations = {rotation_named("none", settings)};
  ROTOR_TRY(const SiteView largest, site_view(workspace, view));
  if (!largest.peaks.empty()) results.largest_peak = largest.peaks.front();
  MapRequest map_request;
  map_request.site = "down_in";
  ROTOR_TRY(results.down_in, map(workspace, map_request));
  return {};
}

Result<LearnOutcome> learn_rotation(const DemoSettings& settings, Workspace& workspace, Reporter& report,
                                    const std::stop_token& stop) {
  LearnRequest request;
  request.runtime = settings.runtime;
  request.model = settings.model;
  request.rotation = rotation_named("hadamard", settings);
  request.quant = four_bit_activations();
  request.objective = "range";
  request.steps = settings.steps;
  request.tokens = settings.tokens;
  return learn(workspace, request, report, stop);
}

Status measure(const DemoSettings& settings, Workspace& workspace, DemoResults& results, Reporter& report,
               const std::stop_token& stop) {
  struct Case {
    const char* label;
    const char* what;
    const char* rotation;
    bool quantized;
  };
  const Case cases[] = {{"original", "Original, nothing quantized", "none", false},
                        {"4 bits, unrotated", "A4KV4, not rotated", "none", true},
                        {"4 bits, Hadamard", "A4KV4, random Hadamard", "hadamard", true},
                        {"4 bits, learned", "A4KV4, learned R1 (other rotations as above)", "learned", true}};
  for (const Case& c : cases) {
    report.log(std::string("Measuring: ") + c.what);
    EvalRequest request;
    request.runtime = settings.runtime;
    request.model = settings.model;
    request.rotation = rotation_named(c.rotation, settings);
    if (c.quantized) request.quant = four_bit_activations();
    request.seq_len = settings.seq_len;
    request.windows = settings.windows;
    ROTOR_TRY(EvalOutcome outcome, evaluate(workspace, request, report, stop));
    results.measurements.push_back({c.label, c.what, std::move(outcome)});
  }
  return {};
}

Result<ExportOutcome> export_learned(const DemoSettings& settings, Workspace& workspace, Reporter& report,
                                     const std::stop_token& stop) {
  ExportRequest request;
  request.runtime = settings.runtime;
  request.model = settings.model;
  request.target = "hf";
  request.out = (settings.out / "model").string();
  request.rotation = rotation_named("learned", settings);
  request.verify = true;
  request.seq_len = settings.seq_len;
  request.windows = settings.windows;
  return export_model(workspace, request, report, stop);
}

}  // namespace

Result<DemoResults> run_demo(const DemoSettings& settings, Reporter& report, const std::stop_token& stop) {
  const auto begin = std::chrono::steady_clock::now();
  Workspace workspace;
  DemoResults results;
  report.log("1/6 Opening the sample model");
  ROTOR_TRY(results.model, open_model(workspace, {settings.model, settings.runtime}, report, stop));
  report.log("2/6 Looking at its activations");
  ROTOR_CHECK(look(settings, workspace, results, report, stop));
  report.log("3/6 Rotating, and checking that the network still computes the same");
  RotateRequest gate;
  gate.runtime = settings.runtime;
  gate.model = settings.model;
  gate.rotation = rotation_named("hadamard", settings);
  ROTOR_TRY(results.rotation, rotate(workspace, gate, report, stop));
  report.log("4/6 Learning a rotation");
  ROTOR_TRY(results.learning, learn_rotation(settings, workspace, report, stop));
  report.log("5/6 Measuring perplexity");
  ROTOR_CHECK(measure(settings, workspace, results, report, stop));
  report.log("6/6 Exporting the rotated network, and measuring what was written");
  ROTOR_TRY(results.exported, export_learned(settings, workspace, report, stop));
  results.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return results;
}

}  // namespace rotorscope::cli
