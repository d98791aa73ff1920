// Perplexity and divergence from the original network (numerics.md §5).
#pragma once

#include "core/model/forward.h"
#include "core/model/network.h"
#include "core/protocol/evaluate.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// A network and what happens at its sites.
struct Runnable {
  const Network* network = nullptr;
  SiteHook* hook = nullptr;
};

struct PerplexityOptions {
  std::int64_t seq_len = 2048;              ///< tokens a window
  std::int64_t windows = 0;                 ///< 0: as many whole windows as the text has
  bool second_half_only = false;            ///< llama.cpp's protocol
  std::optional<std::int64_t> first_token;  ///< put in each window's first place (llama.cpp's BOS)
};

/// exp(mean NLL) of next tokens over consecutive windows of ids [tokens] int64, the tail dropped. With `original` also
/// KL(original ‖ network) and top-1 agreement over the same positions. `seen` is called after each window. Errors: a
/// text shorter than a window. Throws Cancelled.
Result<EvalOutcome> perplexity(const Runnable& network, const std::optional<Runnable>& original, const at::Tensor& ids,
                               const PerplexityOptions& options, const std::function<void(const EvalPartial&)>& seen,
                               const std::stop_token& stop);

/// −log p(targets[i] | hidden[i]) of each i without ever holding all logits: hidden [tokens, n], targets [tokens]
/// int64, both where the network is.
std::vector<double> token_nlls(const Network& network, const at::Tensor& hidden, const at::Tensor& targets);

/// Their sum.
double negative_log_likelihood(const Network& network, const at::Tensor& hidden, const at::Tensor& targets);

}  // namespace rotorscope
