#include "core/rotation/halving_objective.h"

#include <algorithm>
#include <utility>

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

namespace rotorscope {
namespace {

/// sum += part / count; undefined or empty: the first part.
void accumulate(LossAndGradient& sum, const LossAndGradient& part, double count) {
  const auto add = [count](at::Tensor& to, const at::Tensor& g) {
    if (!g.defined()) return;
    to = to.defined() ? to + g / count : g / count;
  };
  sum.loss += part.loss / count;
  sum.tokens += part.tokens;
  add(sum.r1, part.r1);
  sum.r2.resize(part.r2.size());
  for (std::size_t i = 0; i < part.r2.size(); ++i) add(sum.r2[i], part.r2[i]);
  add(sum.v_log_scale, part.v_log_scale);
  add(sum.down_log_scale, part.down_log_scale);
}

class HalvingObjective final : public Objective {
 public:
  HalvingObjective(ObjectiveOfBatch make, int batch, int parts, std::function<void(int)> relieve)
      : make_(std::move(make)),
        relieve_(std::move(relieve)),
        batch_(batch),
        parts_(parts),
        inner_(make_(batch / parts)) {}

  std::optional<double> held_out(const LearnedRotations& r, const std::stop_token& stop) override {
    return inner_->held_out(r, stop);  // a window at a time
  }

  LossAndGradient evaluate(const LearnedRotations& r, int step, const std::stop_token& stop) override {
    if (parts_ > 1 || batch_ == 1) return evaluate_parts(r, step, stop);
    try {
      return inner_->evaluate(r, step, stop);
    } catch (const c10::OutOfMemoryError&) {
      // Nothing is done here: what the failed step holds is freed when the exception is.
    }
    const int smaller = batch_ % 2 == 0 ? batch_ / 2 : 1;
    inner_.reset();
    relieve_(smaller);
    inner_ = make_(smaller);
    parts_ = batch_ / smaller;
    return evaluate_parts(r, step, stop);
  }

 private:
  /// A step of `batch` windows is `parts` steps of batch / parts windows: step s looks at the windows from s · batch
  /// on.
  LossAndGradient evaluate_parts(const LearnedRotations& r, int step, const std::stop_token& stop) {
    if (parts_ == 1) return inner_->evaluate(r, step, stop);
    LossAndGradient sum;
    for (int part = 0; part < parts_; ++part) {
      accumulate(sum, inner_->evaluate(r, step * parts_ + part, stop), parts_);
    }
    return sum;
  }

  ObjectiveOfBatch make_;
  std::function<void(int)> relieve_;
  int batch_;
  int parts_;
  std::unique_ptr<Objective> inner_;
};

}  // namespace

std::unique_ptr<Objective> halving_objective(ObjectiveOfBatch make, int batch, std::function<void(int batch)> relieve,
                                             int micro_batch) {
  // Parts are of one size: the largest that divides the batch and is not above what was asked for.
  int size = micro_batch > 0 ? std::min(micro_batch, batch) : batch;
  while (batch % size != 0) --size;
  return std::make_unique<HalvingObjective>(std::move(make), batch, batch / size, std::move(relieve));
}

}  // namespace rotorscope
