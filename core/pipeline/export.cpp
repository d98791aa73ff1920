#include "core/formats/hf_writer.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/runtime.h"
#include "core/rotation/rotation_file.h"

#include <chrono>
#include <cstring>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// What the target cannot take is refused before any work.
Status check_target(const ExportRequest& request) {
  if (request.out.empty()) return fail("no place to write to is named", "--out");
  if (request.target == "rotations") return {};
  if (request.target != "hf") {
    return fail("there is no target \"" + request.target + "\"", "--target", "choose hf or rotations");
  }
  if (request.rotation.r3 == "on" || request.rotation.r4 == "on") {
    return fail(
        "a Hugging Face checkpoint carries nothing that acts online: stock loaders would ignore R3 and R4 and give "
        "wrong results",
        request.rotation.r4 == "on" ? "--r4 on" : "--r3 on", "leave them off; R1 and R2 are merged");
  }
  if (request.quant.a_bits < 16 || request.quant.kv_bits < 16) {
    return fail("a Hugging Face checkpoint holds weights only; activations and KV cache are quantized by the engine",
                "--scheme " + scheme_name(request.quant), "choose W bits only, for example W4A16KV16");
  }
  if (request.weights_dtype != "bf16" && request.weights_dtype != "f32") {
    return fail("there is no weight type \"" + request.weights_dtype + "\"", "--weights-dtype", "choose bf16 or f32");
  }
  return {};
}

/// The network's tensor of this Hugging Face name; undefined where it is all ones (a folded norm).
at::Tensor tensor_named(Network& network, const std::string& name) {
  if (name == "model.embed_tokens.weight") return network.embedding;
  if (name == "lm_head.weight") return network.head;
  const std::string prefix = "model.layers.";
  if (name.rfind(prefix, 0) != 0) return {};
  const auto dot = name.find('.', prefix.size());
  Block& block = network.blocks.at(std::stoul(name.substr(prefix.size(), dot - prefix.size())));
  const std::string rest = name.substr(dot + 1);
  at::Tensor found;
  block.for_each_linear([&](const char* linear_name, Linear& linear) {
    if (rest == std::string(linear_name) + ".weight") found = linear.weight;
    if (rest == std::string(linear_name) + ".bias") found = linear.bias;
  });
  return found;
}

Result<std::vector<WrittenFile>> write_folder(const OpenModel& model, Network& network, const ExportRequest& request,
                                              Reporter& report, const std::stop_token& stop) {
  HfExport what;
  what.config = network.config;
  what.folder = request.out;
  what.dtype = request.weights_dtype == "f32" ? TensorType::F32 : TensorType::BF16;
  what.tokenizer_source = model.checkpoint.get();
  what.recipe = {{"source_fingerprint", model.info.fingerprint},
                 {"rotation", request.rotation},
                 {"quantization", request.quant},
                 {"weights_dtype", request.weights_dtype}};
  return write_hf_folder(
      what,
      [&](const NamedShape& wanted, std::span<float> out) -> Status {
        const at::Tensor tensor = tensor_named(network, wanted.name);
        if (!tensor.defined()) {  // a folded RMSNorm
          std::fill(out.begin(), out.end(), 1.0F);
          return {};
        }
        const at::Tensor values = tensor.to(at::kFloat).contiguous();
        if (values.numel() != static_cast<std::int64_t>(out.size()))
          return fail("has another size than expected", wanted.name);
        std::memcpy(out.data(), values.const_data_ptr(), out.size() * sizeof(float));
        return {};
      },
      report, stop);
}

/// The perplexity of what was written, reopened as a stranger would, and of the original, on the same windows.
Result<Verification> verify(const ExportRequest& request, Reporter& report, const std::stop_token& stop) {
  EvalRequest eval;
  eval.runtime = request.runtime;
  eval.text = request.text;
  eval.seq_len = request.seq_len;
  eval.windows = request.windows;
  Verification verification;
  Workspace reopened;
  if (request.target == "hf") {
    eval.model = request.out;
  } else {
    eval.model = request.model;
    eval.rotation = request.rotation;
    eval.rotation.source = request.out;
  }
  report.log("Measuring what was written");
  ROTOR_TRY(const EvalOutcome written, evaluate(reopened, eval, report, stop));
  verification.perplexity = written.perplexity;
  eval.model = request.model;
  eval.rotation = {};
  report.log("Measuring the original");
  Workspace fresh;  // the caller's table of evaluations is for what the user asked to be measured
  ROTOR_TRY(const EvalOutcome original, evaluate(fresh, eval, report, stop));
  verification.original_perplexity = original.perplexity;
  return verification;
}

}  // namespace

Result<ExportOutcome> export_model(Workspace& workspace, const ExportRequest& request, Reporter& report,
                                   const std::stop_token& stop) {
  return guarded("export", [&]() -> Result<ExportOutcome> {
    const auto begin = std::chrono::steady_clock::now();
    ROTOR_CHECK(check_target(request));
    ROTOR_CHECK(apply_runtime(request.runtime));
    ROTOR_TRY(const auto model, workspace.model(request.model));
    RotationSpec spec = request.rotation;
    if (request.target == "hf") spec.r3 = spec.r4 = "off";
    ROTOR_TRY(const RotationSet set, workspace.rotation(spec, model->checkpoint->config()));
    ROTOR_TRY(const at::Tensor ids, workspace.ids(*model, request.text, Workspace::Prose::evaluation));
    ExportOutcome outcome;
    ROTOR_TRY(outcome.invariance_error, invariance_error(workspace, *model, set, ids, request.runtime, report, stop));
    if (!(outcome.invariance_error <= invariance_limit)) {
      return fail("the rotated network differs from the original by " + std::to_string(outcome.invariance_error) +
                      " of its logits' scale, more than the limit of 0.001",
                  "invariance gate", "nothing was written; use another rotation");
    }
    if (request.target == "rotations") {
      ROTOR_CHECK(save_rotation(request.out, set));
      outcome.files.push_back({request.out, static_cast<std::int64_t>(std::filesystem::file_size(request.out))});
    } else {
      ROTOR_TRY(const auto folded, workspace.folded(*model, report, stop));
      ROTOR_TRY(const at::Device device, working_device(request.runtime, report));
      ROTOR_TRY(Network merged, merge_rotation(*folded, to_device(set, device), report, stop));
      ROTOR_TRY(merged, quantized_weights(workspace, *model, set, merged, request.quant, device, report, stop));
      ROTOR_TRY(outcome.files, write_folder(*model, merged, request, report, stop));
    }
    for (const WrittenFile& file : outcome.files) outcome.bytes += file.bytes;
    if (request.verify) {
      ROTOR_TRY(outcome.verified, verify(request, report, stop));
      outcome.was_verified = true;
    }
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return outcome;
  });
}

}  // namespace rotorscope
