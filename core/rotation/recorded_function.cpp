#include "core/rotation/recorded_function.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>

namespace rotorscope {
namespace {

/// Rounded activations carry the last bit of a sum a long way; a graph that reads what it should not is far off.
constexpr double most_apart = 0.05;

/// Waits until the tensors are computed.
void wait_for(const std::vector<at::Tensor>& tensors) {
  if (!tensors.empty()) tensors.front().sum().item<double>();
}

/// The largest relative distance of a pair; of tensors that are all zeros their largest value.
double worst_distance(const std::vector<at::Tensor>& found, const std::vector<at::Tensor>& expected) {
  double worst = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double size = expected[i].norm().item<double>();
    const double distance = (found[i] - expected[i]).norm().item<double>();
    const double apart = size > 0 ? distance / size : distance;
    if (!std::isfinite(apart)) return std::numeric_limits<double>::infinity();
    worst = std::max(worst, apart);
  }
  return worst;
}

}  // namespace

RecordedFunction::Tensors RecordedFunction::operator()(const Tensors& inputs) {
  if (state_ == State::replaying && fits(inputs)) return replay(inputs);
  const auto begin = std::chrono::steady_clock::now();
  Tensors outputs = function_(inputs);
  if (!recording_.recorder || state_ == State::plain || state_ == State::replaying) return outputs;
  if (state_ == State::first) {
    state_ = State::recording;
  } else if (state_ == State::recording) {
    wait_for(outputs);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (seconds > recording_.most_seconds) {
      state_ = State::plain;
    } else {
      record(inputs);
    }
  } else if (fits(inputs)) {
    check(inputs, outputs);
  }
  return outputs;
}

void RecordedFunction::check(const Tensors& inputs, const Tensors& expected) {
  try {
    const double apart = worst_distance(replay(inputs), expected);
    if (apart <= most_apart) {
      state_ = State::replaying;
    } else {
      give_up("its result differs by " + std::to_string(100 * apart) + " %");
    }
  } catch (const c10::Error& problem) {
    give_up(problem.what_without_backtrace());
  } catch (const std::runtime_error& problem) {
    give_up(problem.what());
  }
}

void RecordedFunction::record(const Tensors& inputs) {
  try {
    inputs_.clear();
    for (const at::Tensor& x : inputs) inputs_.push_back(x.detach().clone());
    graph_ = recording_.recorder([this] { outputs_ = function_(inputs_); });
    state_ = State::checking;
  } catch (const c10::Error& problem) {
    give_up(problem.what_without_backtrace());
  } catch (const std::runtime_error& problem) {
    give_up(problem.what());
  }
}

RecordedFunction::Tensors RecordedFunction::replay(const Tensors& inputs) {
  const at::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs_[i].copy_(inputs[i]);
  graph_->replay();
  Tensors copies;  // the next replay writes to the same memory
  for (const at::Tensor& y : outputs_) copies.push_back(y.detach().clone());
  return copies;
}

void RecordedFunction::give_up(const std::string& why) {
  state_ = State::plain;
  graph_.reset();
  inputs_.clear();
  outputs_.clear();
  if (recording_.log) {
    recording_.log("The learning step is not recorded as a CUDA graph: " + why.substr(0, why.find('\n')) +
                   ". It goes on as before, more slowly");
  }
}

bool RecordedFunction::fits(const Tensors& inputs) const {
  if (inputs.size() != inputs_.size()) return false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].sizes() != inputs_[i].sizes() || inputs[i].scalar_type() != inputs_[i].scalar_type()) return false;
  }
  return true;
}

}  // namespace rotorscope
