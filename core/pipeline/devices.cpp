// Which devices there are, and which one a request means.
#include "core/model/spill.h"
#include "core/pipeline/operations.h"
#include "core/pipeline/runtime.h"
#include "kernels/cuda_module.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <unistd.h>

namespace rotorscope {
namespace {

DeviceInfo cpu_info() {
  DeviceInfo cpu;
  cpu.id = "cpu";
  cpu.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  cpu.memory_bytes = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  cpu.memory_free_bytes = free_memory(at::kCPU);
  cpu.name = "CPU";
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) != 0) continue;
    const auto colon = line.find(": ");
    if (colon != std::string::npos) cpu.name = line.substr(colon + 2);
    break;
  }
  return cpu;
}

DeviceInfo to_info(const Gpu& gpu) {
  DeviceInfo info;
  info.id = "cuda:" + std::to_string(gpu.index);
  info.name = gpu.name;
  info.memory_bytes = gpu.memory_bytes;
  info.memory_free_bytes = gpu.memory_free_bytes;
  info.compute_capability = gpu.compute_capability;
  info.usable = gpu.reason.empty();
  info.reason = gpu.reason;
  return info;
}

/// Where there is no GPU to speak of: an entry that says why.
DeviceInfo no_gpu(const std::string& reason) {
  DeviceInfo info;
  info.id = "cuda";
  info.name = "NVIDIA GPU";
  info.usable = false;
  info.reason = reason;
  return info;
}

/// A reason as one sentence: what, and what to do.
std::string sentence(const Error& error) { return error.hint.empty() ? error.what : error.what + "; " + error.hint; }

/// The index in "cuda:N", 0 for "cuda"; nothing for another name.
std::optional<int> cuda_index(const std::string& name) {
  if (name == "cuda") return 0;
  if (name.rfind("cuda:", 0) != 0) return std::nullopt;
  int index = -1;
  const char* end = name.data() + name.size();
  const auto [next, problem] = std::from_chars(name.data() + 5, end, index);
  if (problem != std::errc{} || next != end || index < 0 || index > 127) return std::nullopt;
  return index;
}

at::Device cuda_device(int index) {
  at::globalContext().lazyInitDevice(at::kCUDA);
  return {at::kCUDA, static_cast<at::DeviceIndex>(index)};
}

Result<at::Device> named_gpu(int index, const std::string& option) {
  const auto found = gpus();
  if (!found) return fail(found.error().what, option, found.error().hint);
  for (const Gpu& gpu : *found) {
    if (gpu.index != index) continue;
    if (gpu.reason.empty()) return cuda_device(index);
    return fail(gpu.name + " cannot be used: " + gpu.reason, option, "choose auto or cpu");
  }
  return fail("there is no such GPU; there are " + std::to_string(found->size()), option,
              "`rotor devices` lists what is here");
}

/// The usable GPU with the most free memory; −1 with a reason where there is none.
int best_gpu(std::string& reason) {
  const auto found = gpus();
  if (!found) {
    reason = sentence(found.error());
    return -1;
  }
  int best = -1;
  std::int64_t free = -1;
  for (const Gpu& gpu : *found) {
    if (!gpu.reason.empty()) {
      reason = gpu.name + ": " + gpu.reason;
    } else if (gpu.memory_free_bytes > free) {
      best = gpu.index;
      free = gpu.memory_free_bytes;
    }
  }
  return best;
}

}  // namespace

Status apply_runtime(const RuntimeOptions& runtime) {
  if (runtime.threads < 0 || runtime.threads > 1024) {
    return fail(std::to_string(runtime.threads) + " threads are not possible", "--threads", "choose 0 for one a core");
  }
  if (runtime.device != "auto" && runtime.device != "cpu" && !cuda_index(runtime.device)) {
    return fail("there is no device \"" + runtime.device + "\"", "--device", "choose auto, cpu or cuda:N");
  }
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int threads = runtime.threads > 0 ? runtime.threads : cores;
  if (at::get_num_threads() != threads) at::set_num_threads(threads);
  if (runtime.memory < 0) return fail("less than no memory", "--memory", "write for example 4GiB");
  set_memory_limit(runtime.memory);
  return {};
}

Result<at::Device> working_device(const RuntimeOptions& runtime, Progress& progress) {
  if (const auto index = cuda_index(runtime.device)) return named_gpu(*index, "--device " + runtime.device);
  if (runtime.device != "auto" || !has_nvidia_driver()) return at::Device(at::kCPU);
  std::string reason;
  if (const int best = best_gpu(reason); best >= 0) return cuda_device(best);
  static std::once_flag told;
  std::call_once(told, [&] { progress.log("Computing on the CPU, for the GPU cannot be used: " + reason); });
  return at::Device(at::kCPU);
}

Result<at::ScalarType> working_type(const RuntimeOptions& runtime) {
  // float32 is what goldens and comparisons are stated in, so it is what "auto" means unless a GPU's memory is too
  // small.
  if (runtime.dtype == "auto" || runtime.dtype == "f32") return at::kFloat;
  if (runtime.dtype == "bf16") return at::kBFloat16;
  return fail("there is no type \"" + runtime.dtype + "\"", "--dtype", "choose auto, f32 or bf16");
}

std::int64_t free_memory(at::Device device) {
  if (device.is_cpu()) {
    std::ifstream info("/proc/meminfo");
    for (std::string key; info >> key;) {
      std::int64_t kilobytes = 0;
      if (key == "MemAvailable:" && info >> kilobytes) return kilobytes * 1024;
    }
    return static_cast<std::int64_t>(sysconf(_SC_AVPHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  }
  empty_cache(device);
  return static_cast<std::int64_t>(at::getDeviceAllocator(device.type())->getMemoryInfo(device.index()).first);
}

GraphRecorder graphs_on(at::Device device) {
  const char* const wanted = std::getenv("ROTORSCOPE_CUDA_GRAPHS");
  if (!device.is_cuda() || (wanted != nullptr && std::string_view(wanted) == "0")) return {};
  return graph_recorder();
}

void empty_cache(at::Device device) {
  if (!device.is_cpu()) at::getDeviceAllocator(device.type())->emptyCache();
}

DevicesOutcome devices() {
  DevicesOutcome outcome{{cpu_info()}};
  const auto found = gpus();
  if (!found) {
    outcome.devices.push_back(no_gpu(sentence(found.error())));
  } else {
    for (const Gpu& gpu : *found) outcome.devices.push_back(to_info(gpu));
  }
  return outcome;
}

DevicesOutcome devices_at_once(bool& complete) {
  complete = !has_nvidia_driver();
  return complete ? devices() : DevicesOutcome{{cpu_info()}};
}

DeviceInfo described_device(const RuntimeOptions& runtime) {
  NoProgress silent;
  const auto device = working_device(runtime, silent);
  if (!device || device->is_cpu()) return cpu_info();
  for (DeviceInfo& info : devices().devices) {
    if (info.id == device->str()) return std::move(info);
  }
  return cpu_info();
}

}  // namespace rotorscope
