// Weights on their grid by the method that the settings name; GPTQ's result outlives the operation.
#include "core/model/spill.h"
#include "core/pipeline/gptq_checkpoints.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/tensor_digest.h"
#include "core/quant/weight_quantizer.h"

#include <chrono>
#include <cstdio>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// A larger network is not kept: it would take the memory that the next operation needs.
constexpr std::int64_t most_kept_bytes = std::int64_t{4} << 30;

/// All that GPTQ's result depends on, as a text.
std::string key_of(const OpenModel& model, const RotationSet& set, const QuantSpec& quant, const at::Tensor& windows) {
  std::uint64_t hash = digest(empty_digest, windows);
  if (set.r1.defined()) hash = digest(hash, set.r1);
  for (const auto* parts : {&set.r2, &set.r4_blocks, &set.v_scale, &set.down_scale}) {
    for (const at::Tensor& part : *parts) hash = digest(hash, part);
  }
  const nlohmann::json key = {{"model", model.info.fingerprint},
                              {"digest", hash},
                              {"windows", windows.sizes().vec()},
                              {"r1", set.r1.defined()},
                              {"r2", set.r2.size()},
                              {"r3", set.r3.has_value()},
                              {"r4", set.r4.has_value()},
                              {"target", quant.target},
                              {"gguf_type", quant.gguf_type},
                              {"gguf_head_type", quant.gguf_head_type},
                              {"bits", quant.w_bits},
                              {"group", quant.w_group},
                              {"symmetric", quant.w_symmetric},
                              {"clip", quant.w_clip_search},
                              {"act_order", quant.w_act_order},
                              {"damping", quant.w_damping},
                              {"grid", quant.w_grid},
                              {"incoherence", quant.w_incoherence},
                              {"incoherence_seed", quant.w_incoherence_seed},
                              {"mixed", quant.mixed},
                              {"head", quant.head_bits},
                              {"embedding", quant.embedding_bits}};
  return key.dump();
}

/// The settings with the basis that the rotations quip and quip-hadamard mean. Errors: what they do not go with.
Result<QuantSpec> with_incoherence(const QuantSpec& quant, const RotationSet& set) {
  QuantSpec result = quant;
  if (set.kind != "quip" && set.kind != "quip-hadamard") return result;
  if (quantizes_activations(quant)) {
    return fail("QuIP's two-sided rotation is undone after rounding: it helps weights only", "--rotation " + set.kind,
                "leave activations and the KV cache at 16 bits, or use hadamard or a learned rotation");
  }
  if (!quant.target.empty()) {
    return fail("QuIP's weights are rotated back after rounding, and then lie on no grid that could be stored",
                "--target " + quant.target, "use hadamard or a learned rotation");
  }
  result.w_incoherence = set.kind == "quip" ? "kronecker" : "hadamard";
  result.w_incoherence_seed = set.seed;
  return result;
}

}  // namespace

Result<Network> quantized_weights(Workspace& workspace, const OpenModel& model, const RotationSet& set,
                                  const Network& merged, const QuantSpec& asked, at::Device device, Progress& progress,
                                  const std::stop_token& stop) {
  ROTOR_TRY(const QuantSpec quant, with_incoherence(asked, set));
  Network with_ends = quantize_ends(merged, quant, device);
  if (quant.w_method != "gptq" || !quantizes_weights(quant)) {
    Network rounded = quantize_weights(with_ends, quant, progress, stop, device);
    quantize_target_ends(rounded, quant);
    return rounded;
  }
  ROTOR_CHECK(check_memory_limit(merged.config, gptq_bytes(merged.config)));
  const auto begin = std::chrono::steady_clock::now();
  ROTOR_TRY(const at::Tensor ids, workspace.ids(model, quant.calibration, Workspace::Prose::calibration));
  const at::Tensor windows = calibration_windows(ids, quant.calibration_tokens);
  const std::string key = key_of(model, set, quant, windows);
  if (const auto kept = workspace.kept_quantized(key)) {
    progress.log("GPTQ: these weights were quantized before");
    return *kept;
  }
  if (windows.numel() + calibration_window <= quant.calibration_tokens) {
    progress.log("GPTQ: the calibration text has only " + std::to_string(windows.numel()) + " tokens");
  }
  OnlineRotation online(set, nullptr);
  const GptqCheckpoints checkpoints =
      quant.w_checkpoints.empty() ? GptqCheckpoints{} : gptq_checkpoints(quant.w_checkpoints, key);
  ROTOR_TRY(Network quantized, gptq_network(with_ends, quant, &online, windows, checkpoints, progress, stop));
  quantize_target_ends(quantized, quant);
  char line[160];
  std::snprintf(line, sizeof line, "GPTQ: %zu layers quantized to %d bits on %lld tokens in %.1f s",
                quantized.blocks.size(), quant.w_bits, static_cast<long long>(windows.numel()),
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  progress.log(line);
  if (quantized.bytes() <= most_kept_bytes) {
    workspace.keep_quantized(key, std::make_shared<const Network>(quantized));
  }
  return quantized;
}

}  // namespace rotorscope
