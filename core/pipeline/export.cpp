#include "core/base/files.h"
#include "core/pipeline/export_files.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/measured.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/recipe.h"
#include "core/pipeline/runtime.h"
#include "core/pipeline/target_rules.h"
#include "core/protocol/target.h"
#include "core/rotation/rotation_file.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

constexpr std::int64_t gate_tokens = 64;

/// The request as it is carried out: the target is also that of the grid, and nothing acts online.
ExportRequest settled(ExportRequest request) {
  request.quant.target = is_grid_target(request.target) ? request.target : std::string();
  if (request.target == "hf") {
    if (request.rotation.r3 == "auto") request.rotation.r3 = "off";
    if (request.rotation.r4 == "auto") request.rotation.r4 = "off";
  }
  request.rotation = on_target(request.rotation, request.target);
  return request;
}

/// The blocks of a network whose weights cannot be rounded one by one: by GPTQ, in QuIP's bases, or with bits that
/// depend on the layer. Plain RTN is done a block at a time on the way to the file.
Result<std::optional<Network>> blocks_made_whole(Workspace& workspace, const OpenModel& model, const RotationSet& set,
                                                 const ExportRequest& request, Reporter& report,
                                                 const std::stop_token& stop) {
  const QuantSpec& quant = request.quant;
  const bool by_layer = quant.w_method == "gptq" || quant.w_grid != "uniform" || !quant.mixed.empty() ||
                        set.kind == "quip" || set.kind == "quip-hadamard";
  if (!quantizes_weights(quant) || !by_layer) return std::optional<Network>();
  ROTOR_TRY(const auto folded, workspace.folded(model, report, stop));
  ROTOR_TRY(const at::Device device, working_device(request.runtime, report));
  ROTOR_TRY(const Network merged, merge_rotation(*folded, to_device(set, device), report, stop));
  ROTOR_TRY(Network quantized, quantized_weights(workspace, model, set, merged, request.quant, device, report, stop));
  return std::optional<Network>(std::move(quantized));
}

/// What measures the written files: activations as the engine treats them, weights as they stand there.
QuantSpec quant_of_reopened(const QuantSpec& written) {
  QuantSpec quant;
  if (written.a_bits >= 16) return quant;
  quant.target = written.target;
  quant.a_bits = written.a_bits;
  quant.a_symmetric = written.a_symmetric;
  quant.a_group = written.a_group;
  if (written.target == target_gguf) quant.gguf_type = "F32";  // nothing is rounded again
  return quant;
}

/// Perplexities on the same windows: of the original, of the rotated and quantized network before it was written, and
/// of the files opened again as a stranger would.
Result<Verification> verify(Workspace& workspace, const ExportRequest& request, Reporter& report,
                            const std::stop_token& stop) {
  EvalRequest eval;
  eval.runtime = request.runtime;
  eval.text = request.text;
  eval.seq_len = request.seq_len;
  eval.windows = request.windows;
  Verification verification;
  const auto perplexity_of = [&](Workspace& where, const char* what) -> Result<double> {
    report.log(what);
    ROTOR_TRY(const EvalOutcome outcome, measured(where, eval, report, stop));
    return outcome.perplexity;
  };
  Workspace fresh;  // the written files are opened as a stranger would
  eval.model = request.model;
  if (request.target == "rotations") {
    eval.rotation = request.rotation;
    eval.rotation.source = request.out;
  } else {
    eval.model = request.out;
    eval.quant = quant_of_reopened(request.quant);
  }
  ROTOR_TRY(verification.perplexity, perplexity_of(fresh, "Measuring what was written"));
  eval.model = request.model;
  eval.rotation = {};
  eval.quant = {};
  ROTOR_TRY(verification.original_perplexity, perplexity_of(workspace, "Measuring the original"));
  verification.quantized_perplexity = verification.perplexity;
  if (request.target == "rotations") return verification;
  eval.rotation = request.rotation;
  eval.quant = request.quant;
  ROTOR_TRY(verification.quantized_perplexity, perplexity_of(workspace, "Measuring the network before it was written"));
  return verification;
}

/// Writes recipe and model card again, now with figures, or beside a single file for the first time; `files` learns
/// their sizes.
Status write_recipe(const ExportRequest& request, const OpenModel& model, const nlohmann::ordered_json& recipe,
                    std::vector<WrittenFile>& files) {
  const bool single = request.target == target_gguf || request.target == "rotations";
  const std::filesystem::path out = request.out;
  const std::filesystem::path folder = single ? out.parent_path() : out;
  for (const TextFile& text : recipe_files(request, model, recipe)) {
    const std::filesystem::path path = folder / text.name;
    ROTOR_CHECK(write_file(path, text.contents));
    const auto size = static_cast<std::int64_t>(text.contents.size());
    const auto known = std::ranges::find_if(
        files, [&](const WrittenFile& file) { return std::filesystem::path(file.path).filename() == text.name; });
    if (known == files.end()) {
      files.push_back({path.string(), size});
    } else {
      known->bytes = size;
    }
  }
  return {};
}

Result<std::vector<WrittenFile>> write_files(Workspace& workspace, const OpenModel& model, const RotationSet& set,
                                             const ExportRequest& request, MergedTensors& tensors,
                                             const nlohmann::ordered_json& recipe, Reporter& report,
                                             const std::stop_token& stop) {
  if (request.target == "rotations") {
    ROTOR_CHECK(save_rotation(request.out, set));
    std::error_code error;
    const auto size = std::filesystem::file_size(request.out, error);
    if (error) return fail("has gone: " + error.message(), request.out);
    return std::vector<WrittenFile>{{request.out, static_cast<std::int64_t>(size)}};
  }
  ROTOR_TRY(auto made, blocks_made_whole(workspace, model, set, request, report, stop));
  if (made) tensors.use_blocks(std::move(*made));
  if (request.target == target_gguf) {
    return write_export_gguf(*model.checkpoint, request, tensors, report, stop);
  }
  HfExport what;
  what.config = model.checkpoint->config();
  what.folder = request.out;
  what.tokenizer_source = model.checkpoint.get();
  what.texts = recipe_files(request, model, recipe);
  what.recipe = {{"source_fingerprint", model.info.fingerprint},
                 {"rotation", request.rotation},
                 {"quantization", request.quant},
                 {"weights_dtype", request.weights_dtype}};
  return write_export_folder(std::move(what), request, tensors, report, stop);
}

}  // namespace

Result<ExportOutcome> export_model(Workspace& workspace, const ExportRequest& asked, Reporter& report,
                                   const std::stop_token& stop) {
  return guarded("export", [&]() -> Result<ExportOutcome> {
    const auto begin = std::chrono::steady_clock::now();
    const ExportRequest request = settled(asked);
    ROTOR_CHECK(apply_runtime(request.runtime));
    ROTOR_TRY(const auto model, workspace.model(request.model));
    const ModelConfig& config = model->checkpoint->config();
    ROTOR_CHECK(check_export(request, config));
    ROTOR_TRY(const RotationSet set, workspace.rotation(request.rotation, config));
    ROTOR_TRY(const at::Tensor ids, workspace.ids(*model, request.text, Workspace::Prose::evaluation));
    MergedTensors tensors(*model->checkpoint, set, request.quant, report, stop);
    ExportOutcome outcome;
    ROTOR_TRY(outcome.invariance_error,
              tensors.invariance_error(ids.slice(0, 0, std::min(gate_tokens, ids.size(0))).unsqueeze(0)));
    if (!(outcome.invariance_error <= invariance_limit)) {
      return fail("the rotated network differs from the original by " + std::to_string(outcome.invariance_error) +
                      " of its logits' scale, more than the limit of 0.001",
                  "invariance gate", "nothing was written; use another rotation");
    }
    ROTOR_TRY(auto recipe, recipe_json(request, *model, set, outcome.invariance_error, std::nullopt));
    ROTOR_TRY(outcome.files, write_files(workspace, *model, set, request, tensors, recipe, report, stop));
    if (request.verify) {
      ROTOR_TRY(outcome.verified, verify(workspace, request, report, stop));
      outcome.was_verified = true;
      ROTOR_TRY(recipe, recipe_json(request, *model, set, outcome.invariance_error, outcome.verified));
    }
    ROTOR_CHECK(write_recipe(request, *model, recipe, outcome.files));
    for (const WrittenFile& file : outcome.files) outcome.bytes += file.bytes;
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return outcome;
  });
}

}  // namespace rotorscope
