#include "app/cli/command.h"
#include "core/pipeline/operations.h"

namespace rotorscope::cli {
namespace {

std::string gib(std::int64_t bytes) { return number(static_cast<double>(bytes) / (1024.0 * 1024 * 1024)) + " GiB"; }

/// One line: "cuda:0  NVIDIA H100 80GB HBM3, compute capability 9.0, 78.5 of 79.1 GiB free".
std::string line_of(const DeviceInfo& d) {
  std::string text = d.id + "  " + d.name;
  if (d.threads > 0) text += ", " + std::to_string(d.threads) + " threads";
  if (!d.compute_capability.empty()) text += ", compute capability " + d.compute_capability;
  if (d.memory_bytes > 0) text += ", " + gib(d.memory_free_bytes) + " of " + gib(d.memory_bytes) + " free";
  if (!d.usable) text += ", cannot be used: " + d.reason;
  return text + "\n";
}

}  // namespace

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
    for (const DeviceInfo& d : outcome.devices) text += line_of(d);
    return print_result(o->as_json, outcome, text);
  };
}

}  // namespace rotorscope::cli
