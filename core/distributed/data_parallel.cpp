#include "core/distributed/data_parallel.h"

#include "core/model/forward.h"

#include <functional>

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

/// Tensors side by side in one float64 vector, so that a step is one sum.
at::Tensor flat(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> parts;
  parts.reserve(tensors.size());
  for (const at::Tensor& t : tensors) parts.push_back(t.to(at::kCPU, at::kDouble).flatten());
  return at::cat(parts);
}

void unflatten(const at::Tensor& values, const std::vector<at::Tensor*>& tensors) {
  std::int64_t at = 0;
  for (at::Tensor* t : tensors) {
    *t = values.slice(0, at, at + t->numel()).view(t->sizes()).to(t->device(), t->scalar_type());
    at += t->numel();
  }
}

std::vector<at::Tensor*> parts_of(LossAndGradient& found) {
  std::vector<at::Tensor*> parts{&found.r1};
  for (at::Tensor& r : found.r2) parts.push_back(&r);
  for (at::Tensor* t : {&found.v_log_scale, &found.down_log_scale}) {
    if (t->defined()) parts.push_back(t);
  }
  return parts;
}

std::vector<at::Tensor> values_at(const std::vector<at::Tensor*>& parts) {
  std::vector<at::Tensor> values;
  values.reserve(parts.size());
  for (const at::Tensor* part : parts) values.push_back(*part);
  return values;
}

class DataParallelObjective final : public Objective {
 public:
  DataParallelObjective(std::unique_ptr<Objective> own, std::shared_ptr<Ranks> ranks)
      : own_(std::move(own)), ranks_(std::move(ranks)) {}

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    bool stopped = false;
    LossAndGradient found;
    try {
      found = own_->evaluate(r, step, stop);
    } catch (const Cancelled&) {
      stopped = true;
    }
    stop_together(stopped);
    const auto tokens = static_cast<double>(found.tokens);
    const auto parts = parts_of(found);
    at::Tensor sums =
        at::cat({at::tensor({tokens, found.loss * tokens}, at::kDouble), flat(values_at(parts)) * tokens});
    ranks_->sum(sums);
    const double all = sums[0].item<double>();
    found.tokens = static_cast<std::int64_t>(all);
    found.loss = sums[1].item<double>() / all;
    unflatten(sums.slice(0, 2) / all, parts);
    return found;
  }

  std::optional<double> held_out(const LearnedRotations& r, const std::stop_token& stop) override {
    bool stopped = false;
    std::optional<double> own;
    try {
      own = own_->held_out(r, stop);
    } catch (const Cancelled&) {
      stopped = true;
    }
    stop_together(stopped);
    if (!own) return own;
    at::Tensor value = at::full({1}, ranks_->is_first() ? *own : 0.0, at::kDouble);
    ranks_->sum(value);
    return value.item<double>();
  }

 private:
  void stop_together(bool stopped) {
    at::Tensor anyone = at::full({1}, stopped ? 1.0 : 0.0, at::kDouble);
    ranks_->sum(anyone);
    if (anyone.item<double>() > 0) throw Cancelled{};
  }

  std::unique_ptr<Objective> own_;
  std::shared_ptr<Ranks> ranks_;
};

}  // namespace

at::Tensor own_windows(const at::Tensor& windows, std::int64_t batch, std::int64_t steps, const RankPlace& place) {
  const std::int64_t own = batch / place.size;
  const auto whole = at::TensorOptions().dtype(at::kLong).device(windows.device());
  const at::Tensor first = at::arange(steps, whole).unsqueeze(1) * batch + place.rank * own;
  return windows.index_select(0, (first + at::arange(own, whole)).flatten().remainder(windows.size(0)));
}

std::unique_ptr<Objective> data_parallel_objective(std::unique_ptr<Objective> own_share, std::shared_ptr<Ranks> ranks) {
  return std::make_unique<DataParallelObjective>(std::move(own_share), std::move(ranks));
}

void share_start(LearnerState& state, Ranks& ranks) {
  std::vector<at::Tensor*> parts{&state.rotations.r1};
  for (at::Tensor& r : state.rotations.r2) parts.push_back(&r);
  for (at::Tensor* t : {&state.rotations.v_log_scale, &state.rotations.down_log_scale}) {
    if (t->defined()) parts.push_back(t);
  }
  at::Tensor values = flat(values_at(parts));
  if (!ranks.is_first()) values.zero_();
  ranks.sum(values);
  unflatten(values, parts);
}

}  // namespace rotorscope
