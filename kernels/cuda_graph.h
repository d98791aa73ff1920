// Work on a GPU that is recorded once and then started as a whole: with small networks, starting a thousand kernels one
// by one takes longer than they run. The loaded CUDA module records (kernels/cuda/module/launch_graph.cpp).
#pragma once

#include <functional>
#include <memory>

namespace rotorscope {

/// What was recorded.
class LaunchGraph {
 public:
  LaunchGraph() = default;
  LaunchGraph(const LaunchGraph&) = delete;
  LaunchGraph& operator=(const LaunchGraph&) = delete;
  virtual ~LaunchGraph() = default;
  /// Queues all of it once more on the current stream: the same kernels on the same memory. Throws std::runtime_error.
  virtual void replay() = 0;
};

/// Calls `work` twice: to make what its first call on a stream needs, then to record it. In the second call nothing is
/// computed and the host must not wait for the GPU. Throws what `work` throws; std::runtime_error where recording is
/// not possible.
using GraphRecorder = std::function<std::unique_ptr<LaunchGraph>(const std::function<void()>& work)>;

}  // namespace rotorscope
