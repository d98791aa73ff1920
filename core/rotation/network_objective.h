// What both forms of the network-wide objectives share: windows, losses, and the learned matrices as autograd's leaves.
#pragma once

#include "core/model/forward.h"
#include "core/rotation/objective.h"

#include <functional>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Leaves that require gradients.
LearnedRotations as_parameters(const LearnedRotations& r);
/// R1, then the R2, then the scales where there are any.
std::vector<at::Tensor> as_list(const LearnedRotations& r);
/// The inverse of as_list for a list in the same order.
LearnedRotations from_list(const std::vector<at::Tensor>& list, const LearnedRotations& like);
/// Gradients in as_list's order, undefined ones as zeros.
LossAndGradient as_gradient(double loss, const std::vector<at::Tensor>& gradients, const LearnedRotations& r,
                            std::int64_t tokens);

/// One block of the network in some form, as a function of what is learned.
using BlockFunction = std::function<at::Tensor(std::size_t layer, const at::Tensor& x, const RopeTables& tables,
                                               const LearnedRotations& r)>;

/// A chain of blocks from the stream x on. `recompute`: a block's inner activations are not kept for the backward pass
/// but computed again in it (Chen et al. 2016), which costs one more forward pass. Throws Cancelled.
at::Tensor run_blocks(const BlockFunction& block, std::size_t layers, at::Tensor x, const RopeTables& tables,
                      const LearnedRotations& r, bool recompute, const std::stop_token& stop);

class NetworkObjective : public Objective {
 public:
  NetworkObjective(const LearningData& data, const LearnRequest& request) : data_(data), request_(request) {}
  std::optional<double> held_out(const LearnedRotations& r, const std::stop_token& stop) override;

 protected:
  /// Mean loss of the windows x [batch, tokens]; differentiable in r.
  virtual at::Tensor loss_of(const LearnedRotations& r, const at::Tensor& x, const std::stop_token& stop) = 0;

  [[nodiscard]] at::Tensor step_windows(int step) const;
  /// Mean loss of windows x [batch, tokens] with their hidden states [batch, tokens, n].
  [[nodiscard]] at::Tensor loss(const at::Tensor& hidden, const at::Tensor& head, const at::Tensor& x,
                                const std::stop_token& stop) const;

  LearningData data_;
  LearnRequest request_;

 private:
  /// request.massive_weight for tokens with massive activations in the original network, 1 for the others.
  [[nodiscard]] at::Tensor token_weights(const at::Tensor& x, const std::stop_token& stop) const;
};

}  // namespace rotorscope
