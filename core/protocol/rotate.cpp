#include "core/protocol/rotate.h"

namespace rotorscope {
namespace {

void fill(std::string& value, const char* fallback) {
  if (value.empty()) value = fallback;
}
template <class T>
void fill(T& value, T fallback) {
  if (value == T{}) value = fallback;
}

bool is_layer_wise(const std::string& objective) {
  return objective == "range" || objective == "whip" || objective == "kurtosis";
}

}  // namespace

LearnRequest resolve_defaults(LearnRequest request) {
  if (request.recipe == "best") {
    // docs/results.md: what each of these gave on the sample model.
    fill(request.objective, "range");
    fill(request.scales, "on");
    fill(request.site_weights, "fisher");
    fill(request.tokens, 1024);
  } else if (request.recipe == "spinquant") {
    fill(request.form, "merged");
    fill(request.clip_norm, "euclidean");
    if (request.holdout < 0) request.holdout = 0;  // the paper keeps the last step
  }
  fill(request.scales, "off");
  fill(request.tokens, 512);
  fill(request.site_weights, "even");
  fill(request.objective, "ce");
  fill(request.form, "site");
  fill(request.clip_norm, "tangent");
  fill(request.schedule, "cosine");
  const bool layer_wise = is_layer_wise(request.objective);
  fill(request.steps, layer_wise ? 600 : 100);
  fill(request.seq_len, 2048);
  fill(request.batch, 8);
  // Layer-wise learning is cheap and gets most of the way; the network's own loss then fine-tunes with smaller steps.
  const bool warms_up = !layer_wise && request.form == "site" && request.recipe.empty();
  if (request.warm_start == -1) request.warm_start = warms_up ? 300 : 0;
  // The paper's 1.5 goes with its clipping of the Euclidean norm (numerics.md §4, “Which norm is clipped”).
  double lr = 0.1;
  if (request.clip_norm == "euclidean") {
    lr = 1.5;
  } else if (request.warm_start > 0) {
    lr = 0.04;
  } else if (request.objective == "kl") {
    lr = 0.3;
  }
  fill(request.lr, lr);
  if (request.quant.w_bits >= 16 && request.quant.a_bits >= 16 && request.quant.kv_bits >= 16) {
    request.quant.a_bits = 4;
    request.quant.kv_bits = 4;
  }
  return request;
}

}  // namespace rotorscope
