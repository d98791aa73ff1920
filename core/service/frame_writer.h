// Frames to a file descriptor, whole, from any thread.
#pragma once

#include <mutex>

#include <nlohmann/json.hpp>

namespace rotorscope {

class FrameWriter {
 public:
  explicit FrameWriter(int descriptor) : descriptor_(descriptor) {}
  /// Writes one frame. When the other side is gone nothing more is written; the reading side notices the end.
  void write(const nlohmann::json& message);

 private:
  std::mutex mutex_;
  int descriptor_;
  bool open_ = true;
};

}  // namespace rotorscope
