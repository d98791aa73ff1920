#include "core/service/serve.h"

#include "app/cli/command.h"

#include <csignal>

#include <sys/resource.h>
#include <unistd.h>

namespace rotorscope::cli {

void add_serve(CLI::App& app, Run& run) {
  app.footer(
      "Started by the window, on this machine or through ssh; the frames are described in core/protocol/frame.h.");
  run = [] {
    // Frames get standard output for themselves: whatever a library prints goes to standard error.
    const int output = ::dup(STDOUT_FILENO);
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    std::signal(SIGPIPE, SIG_IGN);
    // Where all cores compute, the window that shows it goes first.
    constexpr int below_the_window = 5;
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) + below_the_window));
    return serve(STDIN_FILENO, output);
  };
}

}  // namespace rotorscope::cli
