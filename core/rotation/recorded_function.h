// A function of tensors on a GPU that is recorded once (a CUDA graph) and then started as a whole.
#pragma once

#include "kernels/cuda_graph.h"

#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace rotorscope {

/// How a function is recorded, if it is.
struct Recording {
  GraphRecorder recorder;                       ///< empty: nothing is recorded
  std::function<void(const std::string&)> log;  ///< told why recording was given up; may be empty
  double most_seconds = 0.25;                   ///< longer calls are not recorded
};

/// Calls `function`, which must do the same work for inputs of the same shapes and types and give its tensors anew. The
/// first call goes through, the second is recorded besides, the third is done both ways: only where both give the same,
/// later calls are replayed. Whatever goes wrong in recording, and other shapes, leave it at plain calls. A call that
/// takes long is not recorded: little of it is the starting of kernels, and a replay cannot be cancelled half way.
class RecordedFunction {
 public:
  using Tensors = std::vector<at::Tensor>;
  using Function = std::function<Tensors(const Tensors&)>;

  RecordedFunction(Function function, Recording recording)
      : function_(std::move(function)), recording_(std::move(recording)) {}

  /// Throws what `function` throws.
  Tensors operator()(const Tensors& inputs);
  [[nodiscard]] bool is_replayed() const { return state_ == State::replaying; }

 private:
  enum class State { first, recording, checking, replaying, plain };
  void record(const Tensors& inputs);
  /// Whether the graph gives what a plain call gave.
  void check(const Tensors& inputs, const Tensors& expected);
  Tensors replay(const Tensors& inputs);
  void give_up(const std::string& why);
  [[nodiscard]] bool fits(const Tensors& inputs) const;

  Function function_;
  Recording recording_;
  State state_ = State::first;
  Tensors inputs_, outputs_;  ///< what the graph reads and writes
  std::unique_ptr<LaunchGraph> graph_;
};

}  // namespace rotorscope
