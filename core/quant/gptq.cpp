#include "core/quant/gptq.h"

#include "core/model/forward.h"
#include "core/quant/weight_quantizer.h"
#include "kernels/cpu/gptq_columns.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace rotorscope {
namespace {

constexpr std::int64_t slab_rows = 64;  ///< the least work of a thread

/// The weight while it is rounded: transposed and in the order of rounding, so that a block of columns is one piece of
/// memory and rows are neighbours in it.
class GptqRun {
 public:
  GptqRun(const at::Tensor& w, const GptqFactor& factor, const GptqOptions& options)
      : factor_(factor), options_(options), rows_(w.size(0)), columns_(w.size(1)) {
    at::Tensor live = w.to(at::kFloat).masked_fill(factor.dead, 0.0);
    weights_ = (factor.order.defined() ? live.t().index_select(0, factor.order) : live.t()).contiguous();
    const std::int64_t groups = group() > 0 ? (columns_ + group() - 1) / group() : 1;
    scales_ = at::empty({groups, rows_}, at::kFloat);
    zeros_ = at::empty({groups, rows_}, at::kFloat);
    errors_ = at::empty({std::min(gptq_block, columns_), rows_}, at::kFloat);
    if (has_blocks()) blocks_.resize(static_cast<std::size_t>(rows_ * (columns_ / block_columns())));
  }

  at::Tensor run(const std::stop_token& stop) {
    if (group() == 0) fit(0, 0, columns_);
    for (std::int64_t begin = 0; begin < columns_; begin += gptq_block) {
      const std::int64_t end = std::min(begin + gptq_block, columns_);
      if (stop.stop_requested()) throw Cancelled{};
      fit_groups(begin, end);
      round_block(begin, end);
      push_errors(begin, end, stop);
    }
    const at::Tensor rounded = weights_.t();
    return (factor_.order.defined() ? rounded.index_select(1, factor_.order.argsort()) : rounded).contiguous();
  }

  /// The values that run() gave, with their grid.
  Linear on_target(const at::Tensor& values) const {
    if (has_blocks()) return packed_on_blocks(values, *options_.target->block, blocks_);
    auto grid = std::make_shared<WeightGrid>();
    grid->bits = options_.target->bits;
    grid->scales = scales_.t().contiguous();
    grid->zeros = zeros_.t().contiguous();
    if (factor_.order.defined() && group() > 0) {
      const at::Tensor in_order = at::arange(columns_, at::kLong).div_(group(), "floor");
      grid->group_of = at::empty({columns_}, at::kLong).scatter_(0, factor_.order, in_order).to(at::kInt);
    }
    return {values, {}, grid};
  }

 private:
  /// The grids of the groups that begin in the block. As in the paper's code they are fitted to the weights as they
  /// stand before the block is rounded.
  void fit_groups(std::int64_t begin, std::int64_t end) {
    if (group() == 0) return;
    if (has_blocks()) {
      const std::int64_t width = block_columns();
      for (std::int64_t block = (begin + width - 1) / width; block * width < end; ++block) fit_blocks(block);
      return;
    }
    const std::int64_t size = group();
    for (std::int64_t group = (begin + size - 1) / size; group * size < end; ++group) {
      fit(group, group * size, std::min((group + 1) * size, columns_));
    }
  }

  void fit(std::int64_t group, std::int64_t begin, std::int64_t end) {
    const at::Tensor rows = weights_.slice(0, begin, end).t().contiguous();
    if (options_.target != nullptr) {
      fit_target_rows(rows.const_data_ptr<float>(), rows_, end - begin, *options_.target,
                      scales_[group].data_ptr<float>(), zeros_[group].data_ptr<float>());
      return;
    }
    const RowGrid grid = weight_grid(options_.bits, options_.symmetric, options_.group, options_.clip_search);
    fit_weight_rows(rows.const_data_ptr<float>(), rows_, end - begin, grid, options_.clip_search,
                    scales_[group].data_ptr<float>(), zeros_[group].data_ptr<float>());
  }

  /// The grids of one GGUF block of every row, which may have several groups of columns.
  void fit_blocks(std::int64_t block) {
    const std::int64_t width = block_columns();
    const at::Tensor rows = weights_.slice(0, block * width, (block + 1) * width).t().contiguous();
    const std::vector<BlockGrid> grids = fit_target_blocks(rows.const_data_ptr<float>(), rows_, *options_.target);
    const std::int64_t groups = width / group();
    for (std::int64_t r = 0; r < rows_; ++r) {
      const BlockGrid& grid = grids[static_cast<std::size_t>(r)];
      blocks_[static_cast<std::size_t>(r * (columns_ / width) + block)] = grid;
      for (std::int64_t g = 0; g < groups; ++g) {
        const SubGrid sub = sub_grid(*options_.target->block, grid, static_cast<std::size_t>(g));
        const std::int64_t at = (block * groups + g) * rows_ + r;
        // A block of zeros has no scale; what is divided by it must stay finite.
        scales_.data_ptr<float>()[at] = sub.scale == 0.0F ? 1e-30F : sub.scale;
        zeros_.data_ptr<float>()[at] = sub.offset;
      }
    }
  }

  void round_block(std::int64_t begin, std::int64_t end) {
    // transposed: the entries that relieve one column stand together
    const at::Tensor upper = factor_.upper.slice(0, begin, end).slice(1, begin, end).t().contiguous();
    GptqColumns block;
    block.weights = weights_.data_ptr<float>() + begin * rows_;
    block.errors = errors_.data_ptr<float>();
    block.stride = rows_;
    block.count = end - begin;
    block.upper = upper.const_data_ptr<float>();
    block.scales = scales_.const_data_ptr<float>();
    block.zeros = zeros_.const_data_ptr<float>();
    block.first_column = begin;
    block.group = group();
    block.bits = options_.target != nullptr ? options_.target->bits : options_.bits;
    block.symmetric = options_.target != nullptr ? options_.target->symmetric : options_.symmetric;
    block.offsets = has_blocks() && !block.symmetric;
    at::parallel_for(0, (rows_ + slab_rows - 1) / slab_rows, 1, [&](std::int64_t first, std::int64_t last) {
      cpu::gptq_columns(block, first * slab_rows, std::min(last * slab_rows, rows_));
    });
  }

  /// The block's errors taken off all later columns: one matrix product, in pieces that can be cancelled between.
  void push_errors(std::int64_t begin, std::int64_t end, const std::stop_token& stop) {
    constexpr std::int64_t piece = 2048;
    const at::Tensor errors = errors_.slice(0, 0, end - begin);
    for (std::int64_t from = end; from < columns_; from += piece) {
      if (stop.stop_requested()) throw Cancelled{};
      const std::int64_t to = std::min(from + piece, columns_);
      weights_.slice(0, from, to).addmm_(factor_.upper.slice(0, begin, end).slice(1, from, to).t(), errors, 1, -1);
    }
  }

  [[nodiscard]] std::int64_t group() const {
    return options_.target != nullptr ? options_.target->group : options_.group;
  }
  [[nodiscard]] bool has_blocks() const { return options_.target != nullptr && options_.target->block.has_value(); }
  [[nodiscard]] std::int64_t block_columns() const {
    return static_cast<std::int64_t>(block_elements(*options_.target->block));
  }

  const GptqFactor& factor_;
  const GptqOptions& options_;
  std::int64_t rows_, columns_;
  at::Tensor weights_;             ///< [columns, rows]
  at::Tensor scales_, zeros_;      ///< [groups, rows]
  at::Tensor errors_;              ///< [block, rows]
  std::vector<BlockGrid> blocks_;  ///< [rows, blocks a row] of a GGUF type
};

}  // namespace

at::Tensor gptq_weight(const at::Tensor& w, const GptqFactor& factor, const GptqOptions& options,
                       const std::stop_token& stop) {
  TORCH_CHECK(w.dim() == 2 && w.size(1) == factor.upper.size(0), "gptq_weight: a weight of ", w.sizes(),
              " with a Hessian of ", factor.upper.size(0));
  return GptqRun(w, factor, options).run(stop);
}

Linear gptq_on_target(const at::Tensor& w, const GptqFactor& factor, const GptqOptions& options,
                      const std::stop_token& stop) {
  TORCH_CHECK(options.target != nullptr && w.dim() == 2 && w.size(1) == factor.upper.size(0),
              "gptq_on_target: a target, and a Hessian of the weight's inputs");
  GptqRun run(w, factor, options);
  return run.on_target(run.run(stop));
}

}  // namespace rotorscope
