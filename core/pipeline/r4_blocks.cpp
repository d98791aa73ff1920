#include "core/pipeline/r4_blocks.h"

#include "core/analysis/site_capture.h"
#include "core/rotation/block_rotation.h"

#include <algorithm>
#include <cstdio>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace rotorscope {
namespace {

constexpr std::int64_t window = 512;

class DownInputs final : public SiteHook {
 public:
  at::Tensor visit(LayerIndex, Site site, const at::Tensor& x) override {
    if (site == Site::down_in) seen.push_back(x.flatten(0, 1));
    return x;
  }
  std::vector<at::Tensor> seen;
};

}  // namespace

Result<std::vector<at::Tensor>> r4_blocks(const Network& folded, const at::Tensor& all, const RotationSet& online,
                                          const LearnRequest& request, Reporter& report, const std::stop_token& stop) {
  const std::int64_t channels = folded.config.intermediate_size;
  if (channels % request.r4_block != 0) {
    return fail("blocks of " + std::to_string(request.r4_block) + " do not divide the " + std::to_string(channels) +
                    " channels of down_in",
                "--r4-block", "choose a divisor, for example 64");
  }
  const at::NoGradGuard no_gradient;
  const std::int64_t count = std::min<std::int64_t>(request.r4_tokens, all.size(0));
  const std::int64_t length = std::min(window, count);
  const at::Tensor ids = all.slice(0, 0, count / length * length).view({-1, length}).to(folded.device());
  at::Tensor stream = at::embedding(folded.embedding, ids);
  const RopeTables tables = rope_tables(folded.inverse_frequencies, length);
  BlockLearning how;
  how.block = request.r4_block;
  how.columns = request.quant.a_group;
  how.bits = request.quant.a_bits;
  how.steps = request.r4_steps;
  std::vector<at::Tensor> result;
  double before = 0;
  double after = 0;
  const auto layers = static_cast<std::int64_t>(folded.blocks.size());
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    report.advance(layer, layers, "Learning R4");
    DownInputs hook;
    std::vector<at::Tensor> next;
    for (std::int64_t w = 0; w < stream.size(0); ++w) {
      report.wait_while_paused(stop);
      if (stop.stop_requested()) throw Cancelled{};
      next.push_back(block_forward(folded, static_cast<std::size_t>(layer), stream.slice(0, w, w + 1), tables, &hook));
    }
    stream = at::cat(next);
    how.seed = request.runtime.seed * 1000003ULL + static_cast<std::uint64_t>(layer);
    const at::Tensor x = rotate_site(at::cat(hook.seen).to(at::kFloat), layer, Site::down_in, online);
    BlockRotation learned = learn_block_rotation(x, how, stop);
    before += learned.before;
    after += learned.after;
    result.push_back(learned.blocks.to(at::kCPU));
  }
  char line[120];
  std::snprintf(line, sizeof line, "R4 in blocks of %d: rounding noise of held-out tokens at down_in falls by %.1f %%",
                request.r4_block, 100.0 * (1.0 - after / std::max(before, 1e-300)));
  report.log(line);
  return result;
}

}  // namespace rotorscope
