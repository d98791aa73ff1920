#include "app/cli/command.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {

void add_devices(CLI::App& app, Run& run) {
  struct Options {
    RuntimeOptions runtime;
    bool as_json = false;
  };
  auto o = std::make_shared<Options>();
  add_common(app, o->runtime, o->as_json);
  run = [o] {
    const DevicesOutcome outcome = devices();
    std::string text;
    for (const DeviceInfo& d : outcome.devices) {
      text += d.id + "  " + d.name + ", " + std::to_string(d.threads) + " threads, " +
              number(static_cast<double>(d.memory_bytes) / (1024.0 * 1024 * 1024)) + " GiB" +
              (d.usable ? "" : ", cannot be used: " + d.reason) + "\n";
    }
    return print_result(o->as_json, outcome, text);
  };
}

}  // namespace rotorscope::cli
