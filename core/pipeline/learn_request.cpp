// Whether what a learning request asks for is possible.
#include "core/pipeline/learn_data.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace rotorscope {
namespace {

bool one_of(const std::string& value, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return value == name; });
}

constexpr int most_steps = 1'000'000;

Status within(bool possible, const char* option, const char* hint) {
  if (possible) return {};
  return fail("this value is not possible", option, hint);
}

Status at_least(int value, int least, const char* option) {
  if (value >= least) return {};
  return fail(std::to_string(value) + " is too small", option, "choose " + std::to_string(least) + " or more");
}

/// NaN and infinities are not possible either.
Status above_zero(double value, const char* option) {
  return within(value > 0 && std::isfinite(value), option, "choose a number above 0");
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
  ROTOR_CHECK(at_least(r.steps, 1, "--steps"));
  ROTOR_CHECK(at_least(r.seq_len, 2, "--seq-len"));
  ROTOR_CHECK(at_least(r.batch, 1, "--batch"));
  ROTOR_CHECK(above_zero(r.lr, "--lr"));
  ROTOR_CHECK(within(r.momentum >= 0 && r.momentum < 1, "--momentum", "choose 0 to below 1"));
  ROTOR_CHECK(above_zero(r.gradient_clip, "--gradient-clip"));
  ROTOR_CHECK(at_least(r.topk, 2, "--topk"));
  ROTOR_CHECK(within(r.warm_start >= -1 && r.warm_start <= most_steps, "--warm-start", "choose 0 to 1000000 steps"));
  if (r.warm_start > 0 && is_layer_wise(r)) {
    return fail("a layer-wise objective needs no warm start", "--warm-start", "leave it out");
  }
  ROTOR_CHECK(at_least(r.tokens, 1, "--tokens"));
  ROTOR_CHECK(at_least(r.checkpoint_every, 1, "--checkpoint-every"));
  ROTOR_CHECK(at_least(r.holdout, -1, "--holdout"));
  ROTOR_CHECK(at_least(r.holdout_every, 0, "--holdout-every"));
  if (quantizes_weights(r.quant) && (is_layer_wise(r) || r.form != "merged")) {
    return fail("weights stay at 16 bits while rotations are learned in site form or layer by layer", "--w-bits",
                "say --form merged, or quantize them afterwards, in eval or export");
  }
  if (r.quant.w_grid != "uniform") {
    return fail("the E8 codebook cannot be in the loop", "--w-grid", "quantize weights afterwards, in eval or export");
  }
  if (!one_of(r.scales, {"on", "off"}))
    return fail("\"" + r.scales + "\" is not a switch", "--scales", "say on or off");
  ROTOR_CHECK(above_zero(r.scale_lr, "--scale-lr"));
  if (!one_of(r.site_weights, {"even", "fisher"})) {
    return fail("there are no site weights \"" + r.site_weights + "\"", "--site-weights", "choose even or fisher");
  }
  ROTOR_CHECK(within(r.massive_weight >= 0 && std::isfinite(r.massive_weight), "--massive-weight",
                     "choose a number from 0 on; 1 counts all tokens alike"));
  ROTOR_CHECK(above_zero(r.divergence_margin, "--divergence-margin"));
  ROTOR_CHECK(at_least(r.micro_batch, 0, "--micro-batch"));
  ROTOR_CHECK(within(r.reproject >= 0 && r.reproject <= 1, "--reproject", "a probability lies between 0 and 1"));
  if (r.r4_block != 0) {
    if (r.r4_block < 2) return fail("a block has 2 channels at least", "--r4-block", "64 is a usual size");
    if (r.rotation.r4 == "off") return fail("R4 is off, so it cannot be learned", "--r4-block", "leave --r4 on");
    if (r.quant.a_bits >= 16) {
      return fail("R4 serves activations, and they are not quantized", "--r4-block", "say --a-bits 4, or leave it out");
    }
    if (r.r4_steps < 1) return fail("at least one step is needed", "--r4-steps");
    if (r.r4_tokens < 16) return fail("at least 16 tokens are needed", "--r4-tokens");
  }
  return {};
}

}  // namespace rotorscope
