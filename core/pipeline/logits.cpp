#include "core/formats/safetensors_writer.h"
#include "core/pipeline/guard.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/prepared.h"
#include "core/pipeline/runtime.h"
#include "core/pipeline/target_rules.h"
#include "core/protocol/target.h"

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

Result<std::vector<std::int64_t>> input_ids(Workspace& workspace, const OpenModel& model,
                                            const LogitsRequest& request) {
  std::vector<std::int64_t> ids = request.ids;
  if (ids.empty()) {
    ROTOR_TRY(const auto tokenizer, workspace.tokenizer(model));
    ROTOR_TRY(const auto encoded, tokenizer->encode(request.text, false));
    ids.assign(encoded.begin(), encoded.end());
  }
  if (ids.empty()) return fail("there are no tokens to read", "--text", "give a text or token ids");
  for (const std::int64_t id : ids) {
    if (id < 0 || id >= model.info.vocab_size) {
      return fail(
          "token id " + std::to_string(id) + " is outside the vocabulary of " + std::to_string(model.info.vocab_size),
          "--ids", "give ids of this model's tokenizer");
    }
  }
  return ids;
}

Status write_logits(const std::string& path, const at::Tensor& z) {
  return write_safetensors(path, {{"logits", TensorType::F32, {z.size(0), z.size(1)}}}, {},
                           [&](const TensorPlan&, const TensorSink& sink) -> Status {
                             return sink({static_cast<const std::byte*>(z.const_data_ptr()), z.nbytes()});
                           });
}

}  // namespace

Result<LogitsOutcome> logits_of(Workspace& workspace, const LogitsRequest& request, Reporter& report,
                                const std::stop_token& stop) {
  return guarded("logits", [&]() -> Result<LogitsOutcome> {
    const c10::InferenceMode inference;
    ROTOR_CHECK(apply_runtime(request.runtime));
    if (request.top < 1) return fail("at least one logit is to be listed", "--top", "choose 1 or more");
    ROTOR_TRY(const auto model, workspace.model(request.model));
    LogitsOutcome outcome;
    ROTOR_TRY(outcome.ids, input_ids(workspace, *model, request));
    const RotationSpec rotation = on_target(request.rotation, request.quant.target);
    ROTOR_CHECK(check_target_rules(request.quant, rotation, model->checkpoint->config()));
    ROTOR_TRY(const RotationSet set, workspace.rotation(rotation, model->checkpoint->config()));
    ROTOR_TRY(const auto network, prepare_network(workspace, *model, set, request.quant, request.runtime,
                                                  {static_cast<std::int64_t>(outcome.ids.size())}, report, stop));
    const Runnable runnable = network->runnable();
    const at::Tensor x = at::tensor(outcome.ids, at::kLong).unsqueeze(0).to(runnable.network->device());
    const at::Tensor z =
        logits(*runnable.network, forward(*runnable.network, x, runnable.hook, stop)[0]).cpu().contiguous();
    const auto [values, indices] = z[-1].topk(std::min<std::int64_t>(request.top, z.size(1)));
    const auto tokenizer = workspace.tokenizer(*model);  // a checkpoint may come without one; tokens stay empty then
    for (std::int64_t i = 0; i < values.numel(); ++i) {
      const auto id = indices[i].item<std::int64_t>();
      outcome.top.push_back(
          {id, tokenizer ? (*tokenizer)->piece(static_cast<TokenId>(id)) : "", values[i].item<double>()});
    }
    if (!request.out.empty()) {
      ROTOR_CHECK(write_logits(request.out, z));
      outcome.logits_file = request.out;
    }
    return outcome;
  });
}

}  // namespace rotorscope
