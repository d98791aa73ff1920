#include "core/pipeline/prepared.h"

#include "core/pipeline/runtime.h"
#include "core/quant/fake_quantizer.h"
#include "core/quant/weight_quantizer.h"

#include <chrono>
#include <ctime>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {
constexpr std::int64_t gate_tokens = 64;
}

Result<std::unique_ptr<PreparedNetwork>> prepare_network(Workspace& workspace, const OpenModel& model,
                                                         const RotationSet& set, const QuantSpec& quant,
                                                         const RuntimeOptions& runtime, Progress& progress,
                                                         const std::stop_token& stop) {
  const ModelConfig& config = model.checkpoint->config();
  ROTOR_CHECK(check_quant(quant, config.hidden_size, config.intermediate_size, config.head_dim));
  ROTOR_TRY(const at::ScalarType dtype, working_type(runtime));
  ROTOR_TRY(const auto folded, workspace.folded(model, progress, stop));
  ROTOR_TRY(Network network, merge_rotation(*folded, set, progress, stop));
  const auto begin = std::chrono::steady_clock::now();
  ROTOR_TRY(network, quantized_weights(workspace, model, set, network, quant, progress, stop));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (dtype != network.dtype()) network = to_dtype(network, dtype);
  return std::make_unique<PreparedNetwork>(std::move(network), set, quant, seconds);
}

Result<double> invariance_error(Workspace& workspace, const OpenModel& model, const RotationSet& set,
                                const at::Tensor& ids, Progress& progress, const std::stop_token& stop) {
  const c10::InferenceMode inference;
  const at::Tensor x = ids.slice(0, 0, std::min(gate_tokens, ids.size(0))).unsqueeze(0);
  at::Tensor expected;
  {
    ROTOR_TRY(const Network original, load_network(*model.checkpoint, progress, stop));
    expected = logits(original, forward(original, x, nullptr, stop)[0]);
  }
  ROTOR_TRY(const auto folded, workspace.folded(model, progress, stop));
  ROTOR_TRY(const Network merged, merge_rotation(*folded, set, progress, stop));
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
