#include "core/quant/gptq.h"

#include "core/model/forward.h"
#include "core/quant/weight_quantizer.h"
#include "kernels/cpu/gptq_columns.h"

#include <algorithm>

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
    const std::int64_t groups = options.group > 0 ? (columns_ + options.group - 1) / options.group : 1;
    scales_ = at::empty({groups, rows_}, at::kFloat);
    zeros_ = at::empty({groups, rows_}, at::kFloat);
    errors_ = at::empty({std::min(gptq_block, columns_), rows_}, at::kFloat);
  }

  at::Tensor run(const std::stop_token& stop) {
    if (options_.group == 0) fit(0, 0, columns_);
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

 private:
  /// The grids of the groups that begin in the block. As in the paper's code they are fitted to the weights as they
  /// stand before the block is rounded.
  void fit_groups(std::int64_t begin, std::int64_t end) {
    if (options_.group == 0) return;
    const std::int64_t size = options_.group;
    for (std::int64_t group = (begin + size - 1) / size; group * size < end; ++group) {
      fit(group, group * size, std::min((group + 1) * size, columns_));
    }
  }

  void fit(std::int64_t group, std::int64_t begin, std::int64_t end) {
    const at::Tensor rows = weights_.slice(0, begin, end).t().contiguous();
    const RowGrid grid = weight_grid(options_.bits, options_.symmetric, options_.group, options_.clip_search);
    fit_weight_rows(rows.const_data_ptr<float>(), rows_, end - begin, grid, options_.clip_search,
                    scales_[group].data_ptr<float>(), zeros_[group].data_ptr<float>());
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
    block.group = options_.group;
    block.bits = options_.bits;
    block.symmetric = options_.symmetric;
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

  const GptqFactor& factor_;
  const GptqOptions& options_;
  std::int64_t rows_, columns_;
  at::Tensor weights_;         ///< [columns, rows]
  at::Tensor scales_, zeros_;  ///< [groups, rows]
  at::Tensor errors_;          ///< [block, rows]
};

}  // namespace

at::Tensor gptq_weight(const at::Tensor& w, const GptqFactor& factor, const GptqOptions& options,
                       const std::stop_token& stop) {
  TORCH_CHECK(w.dim() == 2 && w.size(1) == factor.upper.size(0), "gptq_weight: a weight of ", w.sizes(),
              " with a Hessian of ", factor.upper.size(0));
  return GptqRun(w, factor, options).run(stop);
}

}  // namespace rotorscope
