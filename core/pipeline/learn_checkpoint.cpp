// A learner's state to and from a project's checkpoint.
#include "core/pipeline/project_io.h"
#include "core/rotation/rotation_file.h"

#include <ATen/ATen.h>

namespace rotorscope {
namespace {

std::vector<double> optional_values(const at::Tensor& matrix) {
  return matrix.defined() ? values_of(matrix) : std::vector<double>{};
}

at::Tensor float_matrix(const std::vector<double>& values, std::int64_t n) {
  return matrix_from(values, n).to(at::kFloat);
}

/// The single numbers of a state, in the order in which they are kept.
std::vector<double> numbers_of(const LearnerState& s) {
  return {s.held_out_start, s.best_held_out, s.start_loss,
          s.best_recent,    s.lr_factor,     static_cast<double>(s.step_backs)};
}

/// What is kept by name: the tensors of scales, of Adam, and of the best rotation's scales.
template <class State, class Visit>
void for_each_scale(State& state, const Visit& visit) {
  visit("v_log_scale", state.rotations.v_log_scale, true);
  visit("down_log_scale", state.rotations.down_log_scale, false);
  visit("best_v_log_scale", state.best.v_log_scale, true);
  visit("best_down_log_scale", state.best.down_log_scale, false);
  visit("v_first", state.scale_moments.v_first, true);
  visit("v_second", state.scale_moments.v_second, true);
  visit("down_first", state.scale_moments.down_first, false);
  visit("down_second", state.scale_moments.down_second, false);
}

Status read_blocks(const std::vector<double>& values, const ModelConfig& config, LearnerState& state) {
  const std::int64_t channels = std::int64_t{config.layers} * config.intermediate_size;
  const std::int64_t side = static_cast<std::int64_t>(values.size()) / channels;
  if (side < 1 || side * channels != static_cast<std::int64_t>(values.size()) || config.intermediate_size % side != 0) {
    return fail("the checkpoint's R4 belongs to a model of other sizes", "learning", "start a new run");
  }
  state.r4_blocks =
      at::tensor(values, at::kDouble).view({config.layers, config.intermediate_size / side, side, side}).unbind();
  return {};
}

Status read_extra(const LearnCheckpoint& checkpoint, const ModelConfig& config, LearnerState& state) {
  const auto misfit = [] {
    return fail("the checkpoint belongs to a model of other sizes", "learning", "start a new run");
  };
  bool fits = true;
  for_each_scale(state, [&](const char* name, at::Tensor& tensor, bool of_v) {
    const auto found = checkpoint.extra.find(name);
    if (found == checkpoint.extra.end() || found->second.empty()) return;
    const std::vector<std::int64_t> sizes =
        of_v ? std::vector<std::int64_t>{config.layers, config.kv_heads, config.head_dim}
             : std::vector<std::int64_t>{config.layers, config.intermediate_size};
    if (static_cast<std::int64_t>(found->second.size()) != c10::multiply_integers(sizes)) {
      fits = false;
      return;
    }
    tensor = at::tensor(found->second, at::kDouble).view(sizes).to(at::kFloat);
  });
  if (!fits) return misfit();
  if (const auto blocks = checkpoint.extra.find("r4_blocks"); blocks != checkpoint.extra.end()) {
    ROTOR_CHECK(read_blocks(blocks->second, config, state));
  }
  if (const auto found = checkpoint.extra.find("recent"); found != checkpoint.extra.end()) state.recent = found->second;
  const auto numbers = checkpoint.extra.find("numbers");
  if (numbers == checkpoint.extra.end()) return {};
  if (numbers->second.size() != numbers_of(state).size()) return misfit();
  state.held_out_start = numbers->second[0];
  state.best_held_out = numbers->second[1];
  state.start_loss = numbers->second[2];
  state.best_recent = numbers->second[3];
  state.lr_factor = numbers->second[4];
  state.step_backs = static_cast<int>(numbers->second[5]);
  return {};
}

}  // namespace

LearnCheckpoint to_checkpoint(const LearnerState& state) {
  LearnCheckpoint checkpoint;
  checkpoint.next_step = state.next_step + 1;
  checkpoint.r1 = values_of(state.rotations.r1);
  for (const at::Tensor& r : state.rotations.r2) checkpoint.r2.push_back(values_of(r));
  checkpoint.momentum_r1 = optional_values(state.momentum.r1);
  for (const at::Tensor& m : state.momentum.r2) checkpoint.momentum_r2.push_back(optional_values(m));
  checkpoint.best_loss = state.best_loss;
  checkpoint.best_step = state.best_step;
  checkpoint.best_r1 = optional_values(state.best.r1);
  for (const at::Tensor& r : state.best.r2) checkpoint.best_r2.push_back(optional_values(r));
  for_each_scale(state, [&](const char* name, const at::Tensor& tensor, bool) {
    if (tensor.defined()) checkpoint.extra[name] = values_of(tensor);
  });
  if (!state.r4_blocks.empty()) checkpoint.extra["r4_blocks"] = values_of(at::stack(state.r4_blocks));
  checkpoint.extra["numbers"] = numbers_of(state);
  if (!state.recent.empty()) checkpoint.extra["recent"] = state.recent;
  return checkpoint;
}

Result<LearnerState> from_checkpoint(const LearnCheckpoint& checkpoint, const ModelConfig& config) {
  const auto n = static_cast<std::size_t>(config.hidden_size) * static_cast<std::size_t>(config.hidden_size);
  const auto d = static_cast<std::size_t>(config.head_dim) * static_cast<std::size_t>(config.head_dim);
  bool fits = checkpoint.next_step >= 1 && checkpoint.r1.size() == n &&
              checkpoint.r2.size() == static_cast<std::size_t>(config.layers) &&
              (checkpoint.momentum_r1.empty() || checkpoint.momentum_r1.size() == n) &&
              (checkpoint.best_r1.empty() || checkpoint.best_r1.size() == n);
  for (const auto* matrices : {&checkpoint.r2, &checkpoint.momentum_r2, &checkpoint.best_r2}) {
    for (const auto& r : *matrices) fits = fits && r.size() == d;
  }
  if (!fits) return fail("the checkpoint belongs to a model of other sizes", "learning", "start a new run");
  LearnerState state;
  state.next_step = checkpoint.next_step - 1;
  state.best_loss = checkpoint.best_loss;
  state.best_step = checkpoint.best_step;
  state.rotations.r1 = float_matrix(checkpoint.r1, config.hidden_size);
  for (const auto& r : checkpoint.r2) state.rotations.r2.push_back(float_matrix(r, config.head_dim));
  if (!checkpoint.momentum_r1.empty()) state.momentum.r1 = float_matrix(checkpoint.momentum_r1, config.hidden_size);
  for (const auto& m : checkpoint.momentum_r2) state.momentum.r2.push_back(float_matrix(m, config.head_dim));
  if (!checkpoint.best_r1.empty()) state.best.r1 = float_matrix(checkpoint.best_r1, config.hidden_size);
  for (const auto& r : checkpoint.best_r2) state.best.r2.push_back(float_matrix(r, config.head_dim));
  ROTOR_CHECK(read_extra(checkpoint, config, state));
  return state;
}

}  // namespace rotorscope
