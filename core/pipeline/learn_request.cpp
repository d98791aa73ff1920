// Whether what a learning request asks for is possible.
#include "core/pipeline/learn_data.h"

#include <algorithm>
#include <initializer_list>

namespace rotorscope {
namespace {

bool one_of(const std::string& value, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return value == name; });
}

}  // namespace

bool is_layer_wise(const LearnRequest& r) { return one_of(r.objective, {"range", "whip", "kurtosis"}); }

Status check_learn(const LearnRequest& r) {
  if (!one_of(r.objective, {"ce", "kl", "range", "whip", "kurtosis"})) {
    return fail("there is no objective \"" + r.objective + "\"", "--objective",
                "choose ce, kl, range, whip or kurtosis");
  }
  if (!one_of(r.form, {"site", "merged"}))
    return fail("there is no form \"" + r.form + "\"", "--form", "choose site or merged");
  if (!one_of(r.clip_norm, {"tangent", "euclidean"})) {
    return fail("there is no norm \"" + r.clip_norm + "\"", "--clip-norm", "choose tangent or euclidean");
  }
  if (!one_of(r.schedule, {"cosine", "linear", "constant"})) {
    return fail("there is no schedule \"" + r.schedule + "\"", "--schedule", "choose cosine, linear or constant");
  }
  if (!one_of(r.recipe, {"", "spinquant", "best"})) {
    return fail("there is no recipe \"" + r.recipe + "\"", "--recipe", "choose spinquant or best");
  }
  if (r.steps < 1) return fail("at least one step is needed", "--steps");
  if (r.seq_len < 2) return fail("a window must hold 2 tokens at least", "--seq-len");
  if (r.batch < 1) return fail("at least one window a step is needed", "--batch");
  if (!(r.lr > 0)) return fail("the learning rate must be above 0", "--lr");
  if (r.momentum < 0 || r.momentum >= 1) return fail("momentum must be at least 0 and below 1", "--momentum");
  if (!(r.gradient_clip > 0)) return fail("the gradient clip must be above 0", "--gradient-clip");
  if (r.topk < 2) return fail("at least 2 logits are needed", "--topk");
  if (r.warm_start > 0 && is_layer_wise(r)) {
    return fail("a layer-wise objective needs no warm start", "--warm-start", "leave it out");
  }
  if (r.tokens < 1) return fail("at least one token is needed", "--tokens");
  if (r.checkpoint_every < 1) return fail("must be at least 1 step", "--checkpoint-every");
  if (quantizes_weights(r.quant) && (is_layer_wise(r) || r.form != "merged")) {
    return fail("weights stay at 16 bits while rotations are learned in site form or layer by layer", "--w-bits",
                "say --form merged, or quantize them afterwards, in eval or export");
  }
  if (r.quant.w_grid != "uniform") {
    return fail("the E8 codebook cannot be in the loop", "--w-grid", "quantize weights afterwards, in eval or export");
  }
  if (!one_of(r.scales, {"on", "off"}))
    return fail("\"" + r.scales + "\" is not a switch", "--scales", "say on or off");
  if (!(r.scale_lr > 0)) return fail("the learning rate must be above 0", "--scale-lr");
  if (!one_of(r.site_weights, {"even", "fisher"})) {
    return fail("there are no site weights \"" + r.site_weights + "\"", "--site-weights", "choose even or fisher");
  }
  if (!(r.massive_weight >= 0)) return fail("a weight cannot be negative", "--massive-weight");
  if (!(r.divergence_margin > 0)) return fail("the margin must be above 0", "--divergence-margin");
  if (r.micro_batch < 0) return fail("the number of windows must be 0 (all) or more", "--micro-batch");
  if (r.r4_block != 0) {
    if (r.r4_block < 2) return fail("a block has 2 channels at least", "--r4-block", "64 is a usual size");
    if (r.rotation.r4 == "off") return fail("R4 is off, so it cannot be learned", "--r4-block", "leave --r4 on");
    if (r.quant.a_bits >= 16) {
      return fail("R4 serves activations, and they are not quantized", "--r4-block", "say --a-bits 4, or leave it out");
    }
    if (r.r4_steps < 1) return fail("at least one step is needed", "--r4-steps");
    if (r.r4_tokens < 16) return fail("at least 16 tokens are needed", "--r4-tokens");
  }
  if (!(r.reproject >= 0 && r.reproject <= 1)) return fail("a probability lies between 0 and 1", "--reproject");
  return {};
}

}  // namespace rotorscope
