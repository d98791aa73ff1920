#include "core/pipeline/prepared.h"

#include "core/model/spill.h"
#include "core/pipeline/runtime.h"
#include "core/quant/clip_search.h"
#include "core/quant/fake_quantizer.h"
#include "core/quant/weight_quantizer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr std::int64_t gate_tokens = 64;
constexpr std::int64_t clip_tokens = 1024;
constexpr std::int64_t clip_window = 512;

/// The settings with the clip ratio of every site, found on the first tokens of the calibration text.
Result<QuantSpec> with_clips(Workspace& workspace, const OpenModel& model, const Network& merged,
                             const RotationSet& set, const QuantSpec& quant, Progress& progress,
                             const std::stop_token& stop) {
  if (!quant.clip_search || !quant.clips.empty() || !quantizes_activations(quant)) return quant;
  const c10::InferenceMode inference;
  ROTOR_TRY(const at::Tensor ids, workspace.ids(model, quant.calibration, Workspace::Prose::calibration));
  QuantSpec result = quant;
  ClipSearch search(quant);
  OnlineRotation online(set, &search);
  const std::int64_t tokens = std::min(clip_tokens, ids.size(0));
  for (std::int64_t begin = 0; begin < tokens; begin += clip_window) {
    progress.advance(begin, tokens, "Searching clip ratios");
    const at::Tensor window = ids.slice(0, begin, std::min(begin + clip_window, tokens)).unsqueeze(0);
    forward(merged, window.to(merged.device()), &online, stop);
  }
  result.clips = search.clips();
  double least = 1;
  double sum = 0;
  for (const SiteClip& clip : result.clips) {
    least = std::min(least, clip.ratio);
    sum += clip.ratio;
  }
  char line[160];
  std::snprintf(line, sizeof line, "Clip ratios searched at %zu sites: %.3f on average, %.3f at least",
                result.clips.size(), sum / static_cast<double>(std::max<std::size_t>(1, result.clips.size())), least);
  progress.log(line);
  return result;
}

}  // namespace

Result<std::unique_ptr<PreparedNetwork>> prepare_network(Workspace& workspace, const OpenModel& model,
                                                         const RotationSet& set, const QuantSpec& asked,
                                                         const RuntimeOptions& runtime, const Passes& passes,
                                                         Progress& progress, const std::stop_token& stop) {
  const ModelConfig& config = model.checkpoint->config();
  ROTOR_CHECK(check_quant(asked, config.hidden_size, config.intermediate_size, config.head_dim));
  ROTOR_TRY(const Placement placement, place(runtime, config, passes, progress));
  const bool unchanged = set.is_identity() && quantizes_nothing(asked);
  ROTOR_TRY(const auto folded,
            unchanged ? workspace.unchanged(model, progress, stop) : workspace.folded(model, progress, stop));
  ROTOR_TRY(Network network, merge_rotation(*folded, to_device(set, placement.device), progress, stop));
  ROTOR_TRY(const QuantSpec quant, with_clips(workspace, model, network, set, asked, progress, stop));
  const auto begin = std::chrono::steady_clock::now();
  ROTOR_TRY(network, quantized_weights(workspace, model, set, network, quant, placement.device, progress, stop));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  empty_cache(placement.device);
  return std::make_unique<PreparedNetwork>(placed(std::move(network), placement), set, quant, seconds);
}

Result<double> invariance_error(Workspace& workspace, const OpenModel& model, const RotationSet& set,
                                const at::Tensor& ids, const RuntimeOptions& runtime, Progress& progress,
                                const std::stop_token& stop) {
  const c10::InferenceMode inference;
  RuntimeOptions exact = runtime;
  exact.dtype = "f32";  // the limit is stated for float32
  const auto here = [&] { return place(exact, model.checkpoint->config(), {gate_tokens}, progress); };
  ROTOR_TRY(const at::Device device, working_device(exact, progress));
  const at::Tensor x = ids.slice(0, 0, std::min(gate_tokens, ids.size(0))).unsqueeze(0).to(device);
  at::Tensor expected;
  {
    ROTOR_TRY(auto spill, spill_for(model.checkpoint->config()));
    ROTOR_TRY(Network loaded, load_network(*model.checkpoint, progress, stop, std::move(spill)));
    ROTOR_TRY(const Placement placement, here());
    const Network original = placed(std::move(loaded), placement);
    expected = logits(original, forward(original, x, nullptr, stop)[0]);
  }
  ROTOR_TRY(const auto folded, workspace.folded(model, progress, stop));
  ROTOR_TRY(Network on_host, merge_rotation(*folded, to_device(set, device), progress, stop));
  ROTOR_TRY(const Placement placement, here());
  const Network merged = placed(std::move(on_host), placement);
  OnlineRotation online(set, nullptr);
  const at::Tensor actual = logits(merged, forward(merged, x, &online, stop)[0]);
  return ((actual - expected).abs().max() / expected.abs().max()).item<double>();
}

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace rotorscope
