#include "core/eval/perplexity.h"

#include "kernels/cpu/softmax.h"

#include <cmath>
#include <numeric>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace rotorscope {
namespace {

/// Where whole rows of logits are needed, those of this many tokens exist at a time: 128 × 128 k × 4 bytes are 64 MiB.
constexpr std::int64_t chunk_tokens = 128;
/// Else logits exist for so many words of the vocabulary at a time that those of 512 tokens stay in the cache.
constexpr std::int64_t chunk_words = 1024;
/// Windows go through the network together up to this many tokens: products with more rows are faster.
constexpr std::int64_t tokens_together = 1024;

struct Divergence {
  double kl = 0;
  std::int64_t agreeing = 0;
};

Divergence divergence(const Runnable& original, const at::Tensor& original_hidden, const Runnable& network,
                      const at::Tensor& hidden) {
  Divergence sum;
  for (std::int64_t t = 0; t < hidden.size(0); t += chunk_tokens) {
    const std::int64_t end = std::min(t + chunk_tokens, hidden.size(0));
    const at::Tensor p = logits(*original.network, original_hidden.slice(0, t, end)).log_softmax(-1);
    const at::Tensor q = logits(*network.network, hidden.slice(0, t, end)).log_softmax(-1);
    sum.kl += (p.exp() * (p - q)).sum(at::kDouble).item<double>();
    sum.agreeing += p.argmax(-1).eq(q.argmax(-1)).sum().item<std::int64_t>();
  }
  return sum;
}

/// The perplexity so far, and its standard error by the delta method from the windows' mean NLL.
EvalPartial estimate(const std::vector<double>& window_nll, double total, std::int64_t tokens, std::int64_t windows) {
  EvalPartial partial;
  partial.windows_done = static_cast<int>(window_nll.size());
  partial.windows_total = static_cast<int>(windows);
  partial.perplexity = std::exp(total / static_cast<double>(tokens));
  if (window_nll.size() > 1) {
    const auto n = static_cast<double>(window_nll.size());
    double mean = 0;
    for (const double nll : window_nll) mean += nll / n;
    double squares = 0;
    for (const double nll : window_nll) squares += (nll - mean) * (nll - mean);
    partial.standard_error = partial.perplexity * std::sqrt(squares / (n - 1) / n);
  }
  return partial;
}

std::vector<double> whole_rows_nlls(const Network& network, const at::Tensor& hidden, const at::Tensor& targets) {
  std::vector<double> nlls;
  for (std::int64_t t = 0; t < hidden.size(0); t += chunk_tokens) {
    const std::int64_t end = std::min(t + chunk_tokens, hidden.size(0));
    const at::Tensor z = logits(network, hidden.slice(0, t, end));
    const at::Tensor chosen = z.gather(1, targets.slice(0, t, end).unsqueeze(1)).squeeze(1);
    const at::Tensor nll = (z.logsumexp(-1) - chosen).to(at::kCPU, at::kDouble).contiguous();
    const double* values = nll.const_data_ptr<double>();
    nlls.insert(nlls.end(), values, values + nll.numel());
  }
  return nlls;
}

}  // namespace

std::vector<double> token_nlls(const Network& network, const at::Tensor& hidden, const at::Tensor& targets) {
  if (!hidden.is_cpu()) return whole_rows_nlls(network, hidden, targets);
  const std::int64_t tokens = hidden.size(0);
  const std::int64_t vocab = network.head.size(0);
  const at::Tensor index = targets.contiguous();
  std::vector<float> largest(static_cast<std::size_t>(tokens), -HUGE_VALF);
  std::vector<float> sums(static_cast<std::size_t>(tokens), 0.0F);
  std::vector<float> chosen(static_cast<std::size_t>(tokens), 0.0F);
  for (std::int64_t word = 0; word < vocab; word += chunk_words) {
    const std::int64_t words = std::min(chunk_words, vocab - word);
    const at::Tensor z = at::linear(hidden, network.head.slice(0, word, word + words)).to(at::kFloat).contiguous();
    at::parallel_for(0, tokens, 16, [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t t = first; t < last; ++t) {
        const auto i = static_cast<std::size_t>(t);
        const float* row = z.const_data_ptr<float>() + t * words;
        cpu::accumulate_logsumexp(row, words, largest[i], sums[i]);
        const std::int64_t target = index.const_data_ptr<std::int64_t>()[t] - word;
        if (target >= 0 && target < words) chosen[i] = row[target];
      }
    });
  }
  std::vector<double> nlls(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    nlls[i] = static_cast<double>(largest[i]) + std::log(static_cast<double>(sums[i])) - static_cast<double>(chosen[i]);
  }
  return nlls;
}

double negative_log_likelihood(const Network& network, const at::Tensor& hidden, const at::Tensor& targets) {
  const std::vector<double> nlls = token_nlls(network, hidden, targets);
  return std::accumulate(nlls.begin(), nlls.end(), 0.0);
}

Result<EvalOutcome> perplexity(const Runnable& network, const std::optional<Runnable>& original, const at::Tensor& ids,
                               const PerplexityOptions& options, const std::function<void(const EvalPartial&)>& seen,
                               const std::stop_token& stop) {
  const c10::InferenceMode inference;
  const std::int64_t L = options.seq_len;
  if (L < 2) return fail("a window must hold 2 tokens at least", "--seq-len", "choose 2 or more");
  const std::int64_t available = ids.size(0) / L;
  if (available == 0) {
    return fail("the text has " + std::to_string(ids.size(0)) + " tokens, less than a window of " + std::to_string(L),
                "text", "give a longer text or a smaller --seq-len");
  }
  const std::int64_t windows = options.windows > 0 ? std::min(options.windows, available) : available;
  const std::int64_t from = options.second_half_only ? L / 2 : 0;
  std::vector<double> window_nll;
  double total = 0;
  EvalOutcome outcome;
  Divergence apart;
  const std::int64_t together = std::max<std::int64_t>(1, tokens_together / L);
  for (std::int64_t w = 0; w < windows; w += together) {
    const std::int64_t batch = std::min(together, windows - w);
    at::Tensor x = ids.slice(0, w * L, (w + batch) * L).clone().view({batch, L});
    if (options.first_token) x.select(1, 0).fill_(*options.first_token);
    const at::Tensor hidden = forward(*network.network, x, network.hook, stop);
    const at::Tensor reference = original ? forward(*original->network, x, original->hook, stop) : at::Tensor();
    for (std::int64_t b = 0; b < batch; ++b) {
      if (stop.stop_requested()) throw Cancelled{};
      const at::Tensor targets = x[b].slice(0, from + 1, L);
      const at::Tensor predicting = hidden[b].slice(0, from, L - 1);
      const double nll = negative_log_likelihood(*network.network, predicting, targets);
      if (original) {
        const Divergence d = divergence(*original, reference[b].slice(0, from, L - 1), network, predicting);
        apart.kl += d.kl;
        apart.agreeing += d.agreeing;
      }
      outcome.tokens += targets.size(0);
      if (!std::isfinite(nll)) {
        return fail("the loss of window " + std::to_string(w + b + 1) + " is not a finite number", "perplexity",
                    "the network overflows: try it unquantized, with --dtype f32, or with another rotation");
      }
      total += nll;
      window_nll.push_back(nll / static_cast<double>(targets.size(0)));
      const EvalPartial partial = estimate(window_nll, total, outcome.tokens, windows);
      outcome.perplexity = partial.perplexity;
      outcome.standard_error = partial.standard_error;
      seen(partial);
    }
  }
  if (original) {
    outcome.compared = true;
    outcome.kl = apart.kl / static_cast<double>(outcome.tokens);
    outcome.top1_agreement = static_cast<double>(apart.agreeing) / static_cast<double>(outcome.tokens);
  }
  return outcome;
}

}  // namespace rotorscope
