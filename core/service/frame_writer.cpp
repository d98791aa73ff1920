#include "core/service/frame_writer.h"

#include "core/protocol/frame.h"

#include <cerrno>

#include <unistd.h>

namespace rotorscope {

void FrameWriter::write(const nlohmann::json& message) {
  const std::string frame = encode_frame(message);
  const std::lock_guard lock(mutex_);
  std::size_t done = 0;
  while (open_ && done < frame.size()) {
    const ssize_t count = ::write(descriptor_, frame.data() + done, frame.size() - done);
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      open_ = false;
    }
  }
}

}  // namespace rotorscope
