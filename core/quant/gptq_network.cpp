#include "core/quant/gptq_network.h"

#include "core/model/spill.h"
#include "core/quant/fake_quantizer.h"
#include "core/quant/gptq.h"
#include "core/quant/linear_rounding.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// A range of windows that go through the block together.
struct Batch {
  std::int64_t begin, end;
};

std::vector<Batch> batches_of(const at::Tensor& windows, const ModelConfig& config, double batch_work) {
  const double work = static_cast<double>(windows.size(1)) * config.hidden_size * config.intermediate_size;
  const std::int64_t size = std::max<std::int64_t>(1, static_cast<std::int64_t>(batch_work / work));
  std::vector<Batch> batches;
  for (std::int64_t begin = 0; begin < windows.size(0); begin += size) {
    batches.push_back({begin, std::min(begin + size, windows.size(0))});
  }
  return batches;
}

/// Takes the calibration windows through one block after the other, quantizing it on the way.
class NetworkRun {
 public:
  NetworkRun(const Network& network, const QuantSpec& quant, SiteHook* online, const at::Tensor& windows,
             const GptqLimits& limits, Progress& progress, const std::stop_token& stop)
      : network_(network),
        quant_(quant),
        online_(online),
        batches_(batches_of(windows, network.config, limits.batch_work)),
        progress_(progress),
        stop_(stop),
        tables_(rope_tables(network.inverse_frequencies, windows.size(1))),
        stream_(at::embedding(network.embedding, windows)) {
    const ModelConfig& c = network.config;
    o_in_ = at::empty({stream_.size(0), stream_.size(1), c.attention_heads, c.head_dim}, at::kFloat);
    if (stream_.size(0) * stream_.size(1) * c.intermediate_size * 4 <= limits.kept_bytes) {
      down_in_ = at::empty({stream_.size(0), stream_.size(1), c.intermediate_size}, at::kFloat);
    }
  }

  Result<Network> run(const GptqCheckpoints& checkpoints) {
    for (std::size_t layer = 0; layer < network_.blocks.size(); ++layer) {
      Block& block = network_.blocks[layer];
      if (checkpoints.restore && checkpoints.restore(layer, block)) {
        advance(layer, "Going on after the layers that are done");
        if (!is_last(layer)) pass_through(layer);
        continue;
      }
      const Block original = block;
      ROTOR_CHECK(quantize_block(layer));
      if (network_.spill) block = network_.spill->keep(block, original);
      if (checkpoints.keep) ROTOR_CHECK(checkpoints.keep(layer, block));
    }
    return network_;
  }

 private:
  Status quantize_block(std::size_t layer) {
    const ModelConfig& c = network_.config;
    const BlockStages stages{network_, layer};
    Block& block = network_.blocks[layer];
    const std::string where = "Quantizing layer " + std::to_string(layer) + ", ";

    advance(layer, where + "q, k and v");
    const auto attention_input = [&](const at::Tensor& x) {
      return stages.see(online_, Site::attn_in, stages.attention_input(x));
    };
    HessianSum attention_hessian(c.hidden_size);
    each([&](const Batch& b) { attention_hessian.add(attention_input(of(stream_, b)), stop_); });
    ROTOR_CHECK(quantize(layer, attention_hessian, {{"q_proj", &block.q}, {"k_proj", &block.k}, {"v_proj", &block.v}}));

    advance(layer, where + "o");
    HessianSum o_hessian(block.o.weight.size(1));
    each([&](const Batch& b) {
      const at::Tensor o_in = stages.attention(attention_input(of(stream_, b)), tables_, online_);
      of(o_in_, b).copy_(stages.see(online_, Site::o_in, o_in));
      o_hessian.add(of(o_in_, b), stop_);
    });
    ROTOR_CHECK(quantize(layer, o_hessian, {{"o_proj", &block.o}}));

    advance(layer, where + "gate and up");
    const auto mlp_input = [&](const Batch& b) {
      return stages.see(online_, Site::mlp_in, stages.mlp_input(of(stream_, b)));
    };
    HessianSum mlp_hessian(c.hidden_size);
    each([&](const Batch& b) {
      of(stream_, b).copy_(stages.after_attention(of(stream_, b), of(o_in_, b)));
      mlp_hessian.add(mlp_input(b), stop_);
    });
    ROTOR_CHECK(quantize(layer, mlp_hessian, {{"gate_proj", &block.gate}, {"up_proj", &block.up}}));

    advance(layer, where + "down");
    const auto down_input = [&](const Batch& b) {
      return stages.see(online_, Site::down_in, stages.mlp_hidden(mlp_input(b)));
    };
    HessianSum down_hessian(c.intermediate_size);
    each([&](const Batch& b) {
      const at::Tensor down_in = down_input(b);
      down_hessian.add(down_in, stop_);
      if (down_in_.defined()) of(down_in_, b).copy_(down_in);
    });
    ROTOR_CHECK(quantize(layer, down_hessian, {{"down_proj", &block.down}}));

    if (is_last(layer)) return {};
    each([&](const Batch& b) {
      const at::Tensor down_in = down_in_.defined() ? of(down_in_, b) : down_input(b);
      of(stream_, b).copy_(stages.see(online_, Site::residual, stages.after_mlp(of(stream_, b), down_in)));
    });
    return {};
  }

  /// The stream behind a block that is already quantized.
  void pass_through(std::size_t layer) {
    each([&](const Batch& b) {
      of(stream_, b).copy_(block_forward(network_, layer, of(stream_, b), tables_, online_));
    });
  }

  /// Weights that read the same input share its factor.
  Status quantize(std::size_t layer, const HessianSum& sum,
                  const std::vector<std::pair<const char*, Linear*>>& linears) {
    const auto bits = [&](const char* name) { return linear_bits(static_cast<std::int64_t>(layer), name, quant_); };
    if (std::all_of(linears.begin(), linears.end(), [&](const auto& entry) { return bits(entry.first) >= 16; })) {
      return {};
    }
    const LinearRounding rounding(quant_, static_cast<std::int64_t>(layer), input_of(linears.front().first),
                                  linears.front().second->weight.size(1));
    ROTOR_TRY(const GptqFactor factor,
              gptq_factor(rounding.hessian(sum.hessian()), quant_.w_act_order, quant_.w_damping, stop_));
    if (factor.grew) {
      char line[160];
      std::snprintf(line, sizeof line, "Layer %zu: the Hessian needed damping of %.2g of its mean diagonal, not %.2g",
                    layer, factor.damping, quant_.w_damping);
      progress_.log(line);
    }
    const auto target = target_grid(quant_);
    for (const auto& [name, linear] : linears) {
      if (bits(name) >= 16) continue;
      if (!target) {
        linear->weight = rounding.round(linear->weight, name, bits(name), &factor, stop_);
        continue;
      }
      GptqOptions options{bits(name), quant_.w_symmetric, quant_.w_group, quant_.w_clip_search};
      options.target = &*target;
      Linear rounded = gptq_on_target(linear->weight, factor, options, stop_);
      linear->weight = rounded.weight;
      linear->grid = rounded.grid;
    }
    return {};
  }

  template <class Work>
  void each(const Work& work) {
    for (const Batch& batch : batches_) {
      if (stop_.stop_requested()) throw Cancelled{};
      work(batch);
    }
  }

  static at::Tensor of(const at::Tensor& windows, const Batch& batch) {
    return windows.slice(0, batch.begin, batch.end);
  }
  [[nodiscard]] bool is_last(std::size_t layer) const { return layer + 1 == network_.blocks.size(); }
  void advance(std::size_t layer, const std::string& activity) {
    progress_.advance(static_cast<std::int64_t>(layer), static_cast<std::int64_t>(network_.blocks.size()), activity);
  }

  Network network_;
  const QuantSpec& quant_;
  SiteHook* online_;
  std::vector<Batch> batches_;
  Progress& progress_;
  const std::stop_token& stop_;
  RopeTables tables_;
  at::Tensor stream_;   ///< [windows, tokens, n]: input of the block, and what stands behind its attention
  at::Tensor o_in_;     ///< [windows, tokens, heads, d]
  at::Tensor down_in_;  ///< [windows, tokens, f]; undefined where that would be large
};

}  // namespace

std::int64_t gptq_bytes(const ModelConfig& config) {
  const std::int64_t widest = std::max(config.hidden_size, config.intermediate_size);
  return 5 * 8 * widest * widest;  // measured; the Hessian, its factor, their inverses and one copy
}

at::Tensor calibration_windows(const at::Tensor& ids, std::int64_t tokens) {
  const std::int64_t length = std::min({calibration_window, tokens, ids.size(0)});
  const std::int64_t count = std::min(tokens, ids.size(0)) / length;
  return ids.slice(0, 0, count * length).view({count, length});
}

Result<Network> gptq_network(const Network& network, const QuantSpec& quant, SiteHook* online,
                             const at::Tensor& windows, const GptqCheckpoints& checkpoints, Progress& progress,
                             const std::stop_token& stop, const GptqLimits& limits) {
  const at::NoGradGuard no_gradient;
  return NetworkRun(network, quant, online, windows, limits, progress, stop).run(checkpoints);
}

}  // namespace rotorscope
