#include "core/pipeline/guard.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/runtime.h"

#include <cstdio>
#include <fstream>
#include <thread>

#include <ATen/Parallel.h>
#include <unistd.h>

namespace rotorscope {

Status apply_runtime(const RuntimeOptions& runtime) {
  if (runtime.threads < 0 || runtime.threads > 1024) {
    return fail(std::to_string(runtime.threads) + " threads are not possible", "--threads", "choose 0 for one a core");
  }
  if (runtime.device.rfind("cuda", 0) == 0) {
    return fail("there is no GPU that this build can use", "--device " + runtime.device,
                "choose auto or cpu; `rotor devices` lists what is here");
  }
  if (runtime.device != "auto" && runtime.device != "cpu") {
    return fail("there is no device \"" + runtime.device + "\"", "--device", "choose auto, cpu or cuda:N");
  }
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int threads = runtime.threads > 0 ? runtime.threads : cores;
  if (at::get_num_threads() != threads) at::set_num_threads(threads);
  return {};
}

Result<at::ScalarType> working_type(const RuntimeOptions& runtime) {
  // float32 is what goldens and comparisons are stated in, so it is what "auto" means on a CPU.
  if (runtime.dtype == "auto" || runtime.dtype == "f32") return at::kFloat;
  if (runtime.dtype == "bf16") return at::kBFloat16;
  return fail("there is no type \"" + runtime.dtype + "\"", "--dtype", "choose auto, f32 or bf16");
}

Result<ModelInfo> open_model(Workspace& workspace, const OpenRequest& request, Reporter&, const std::stop_token&) {
  return guarded("open", [&]() -> Result<ModelInfo> {
    ROTOR_TRY(const auto model, workspace.model(request.model));
    return model->info;
  });
}

DevicesOutcome devices() {
  DeviceInfo cpu;
  cpu.id = "cpu";
  cpu.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  cpu.memory_bytes = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  cpu.name = "CPU";
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) != 0) continue;
    const auto colon = line.find(": ");
    if (colon != std::string::npos) cpu.name = line.substr(colon + 2);
    break;
  }
  return {{cpu}};
}

}  // namespace rotorscope
