// The forward pass, with a hook at every site.
#pragma once

#include "core/base/ids.h"
#include "core/model/network.h"
#include "core/model/rope.h"
#include "core/protocol/site.h"
#include "kernels/operators.h"

#include <exception>
#include <stop_token>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// Sees, and may replace, the activation at each site. Shapes: attn_in, mlp_in, head_in, residual [batch, tokens, n];
/// q [batch, heads, tokens, d]; k, v [batch, kv_heads, tokens, d]; o_in [batch, tokens, heads, d]; down_in [batch,
/// tokens, f].
class SiteHook {
 public:
  SiteHook() = default;
  SiteHook(const SiteHook&) = delete;
  SiteHook& operator=(const SiteHook&) = delete;
  virtual ~SiteHook() = default;
  /// Returns what the network goes on with: x itself, or something of the same shape.
  virtual at::Tensor visit(LayerIndex layer, Site site, const at::Tensor& x) = 0;
  /// visit() for x · H, by a hook that rotates before it asks this one. Worth overriding where both go in one pass.
  virtual at::Tensor visit_rotated(LayerIndex layer, Site site, const at::Tensor& x, const HadamardMatrix& h) {
    return visit(layer, site, hadamard(x, h));
  }
  /// Sees, and may replace, K before RoPE turns it: k [batch, kv_heads, tokens, d]. `h`: the rotation in which a
  /// quantizer works there (back in k's own basis afterwards), or null.
  virtual at::Tensor before_rope(LayerIndex, const at::Tensor& k, const HadamardMatrix* /*h*/) { return k; }
};

/// Thrown by forward() and by a backward pass through it when a stop was requested; operations turn it into the
/// cancelled Error at their border.
struct Cancelled : std::exception {
  [[nodiscard]] const char* what() const noexcept override { return "cancelled"; }
};

/// A token that no one can stop.
const std::stop_token& never_stopped();

/// x, with a backward pass that throws Cancelled where a stop was requested. `stop` must outlive it.
at::Tensor cancel_point(const at::Tensor& x, const std::stop_token& stop);

/// What has to happen once in a process before anything is computed by several threads; forward() does it by itself.
void make_ready_to_compute();

/// ids [batch, tokens] int64 → the input of lm_head [batch, tokens, n]. Differentiable in whatever the hook makes
/// differentiable. `hook` may be null. Checks `stop` at each block, in the backward pass too; throws Cancelled.
/// `stop` must outlive the backward pass.
at::Tensor forward(const Network& network, const at::Tensor& ids, SiteHook* hook,
                   const std::stop_token& stop = never_stopped());

/// What a block computes between its sites, for work that needs a site's whole text before it goes on, such as GPTQ.
/// block_forward() is these, in this order. Shapes as in SiteHook; x is the stream [batch, tokens, n].
struct BlockStages {
  const Network& network;
  std::size_t layer;

  [[nodiscard]] at::Tensor attention_input(const at::Tensor& x) const;
  /// attn_in → o_in; shows q, k and v to the hook, which may be null.
  [[nodiscard]] at::Tensor attention(const at::Tensor& h, const RopeTables& tables, SiteHook* hook) const;
  [[nodiscard]] at::Tensor after_attention(const at::Tensor& x, const at::Tensor& o_in) const;
  [[nodiscard]] at::Tensor mlp_input(const at::Tensor& x) const;
  /// mlp_in → down_in.
  [[nodiscard]] at::Tensor mlp_hidden(const at::Tensor& h) const;
  [[nodiscard]] at::Tensor after_mlp(const at::Tensor& x, const at::Tensor& down_in) const;

  /// x as the hook gives it back; x itself where there is none.
  [[nodiscard]] at::Tensor see(SiteHook* hook, Site site, const at::Tensor& x) const;
  [[nodiscard]] const Block& block() const { return network.blocks[layer]; }
};

/// One block: the stream x [batch, tokens, n] → the stream after block `layer`. `tables` are those of x's positions.
/// `hook` may be null. forward() is this, block after block.
at::Tensor block_forward(const Network& network, std::size_t layer, const at::Tensor& x, const RopeTables& tables,
                         SiteHook* hook);

/// Logits of hidden states [..., n] → [..., vocab], float32.
at::Tensor logits(const Network& network, const at::Tensor& hidden);

}  // namespace rotorscope
