// What a learning run looks at, made from its text and its model.
#pragma once

#include "core/base/result.h"
#include "core/protocol/reporter.h"
#include "core/protocol/rotate.h"
#include "core/rotation/objective.h"

#include <map>
#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Whether the objective works on cached activations.
bool is_layer_wise(const LearnRequest& request);
/// Whether a request, its defaults resolved, can be run; says what is wrong.
Status check_learn(const LearnRequest& request);

/// What the layer-wise objectives and the first scales are made of.
struct LayerData {
  at::Tensor activations;  ///< attn_in and mlp_in of every layer [sites, tokens, n]
  at::Tensor weights;      ///< [sites, tokens]; undefined: all the same
  /// Of v, o_in and down_in a layer, where scales are learned: activations and loss gradients, heads as rows at v and
  /// o_in: [tokens · heads of a kv head, d] by kv head, and [tokens, f].
  struct Scaled {
    std::vector<std::pair<at::Tensor, at::Tensor>> by_kv_head;
    at::Tensor down, down_gradient;
  };
  std::vector<Scaled> scaled;
};

/// Runs request.tokens of the text through the unrotated network; backwards too, where Fisher weights or scales are
/// asked for. Everything stays where the network is. Throws Cancelled.
LayerData layer_data(const Network& folded, const at::Tensor& ids, const LearnRequest& request, Reporter& report,
                     const std::stop_token& stop);

/// The scales that layer_data's gradients make best (fisher_scales) as a start for learning.
void set_scales(const LayerData& data, const Network& folded, const LearnRequest& request, LearnedRotations& rotations);

/// Windows for ce and kl, some of them held out. Error: the text is shorter than a window.
Result<LearningData> network_data(const Network& folded, const at::Tensor& ids, const LearnRequest& request);

}  // namespace rotorscope
