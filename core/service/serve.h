// The backend of the window: requests in, progress and results out, over two file descriptors (core/protocol/frame.h).
#pragma once

namespace rotorscope {

/// Serves until a shutdown frame or the end of the input; returns the process's exit code. `output` carries frames and
/// nothing else.
int serve(int input, int output);

}  // namespace rotorscope
