#include "kernels/cuda_module.h"

#include "kernels/cuda/module/entry_points.h"

#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <dlfcn.h>
#include <link.h>
#include <torch/version.h>

namespace rotorscope {
namespace {

namespace fs = std::filesystem;
constexpr int oldest_major = 8;  // the oldest architecture that the kernels are compiled for
constexpr const char* where = "GPU";

/// The folder that the loaded library of this name came from; empty where it is not loaded.
fs::path folder_of_loaded(const char* name) {
  struct Search {
    const char* name;
    fs::path folder;
  } search{name, {}};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        auto* s = static_cast<Search*>(data);
        const fs::path path = info->dlpi_name;
        if (path.filename() != s->name) return 0;
        s->folder = path.parent_path();
        return 1;
      },
      &search);
  return search.folder;
}

std::string loading_error() {
  const char* text = dlerror();
  return text == nullptr ? "unknown error" : text;
}

/// A library that stays open for as long as the program runs; null where it cannot be opened.
void* open_library(const std::string& path) { return dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL); }

template <class Function>
Function* find(void* library, const char* name) {
  return reinterpret_cast<Function*>(dlsym(library, name));
}

struct Module {
  CudaCountFunction* count = nullptr;
  CudaGpuFunction* gpu = nullptr;
  CudaRecordFunction* record = nullptr;
  CudaReplayFunction* replay = nullptr;
  CudaReleaseFunction* release = nullptr;

  [[nodiscard]] bool is_whole() const {
    return count != nullptr && gpu != nullptr && record != nullptr && replay != nullptr && release != nullptr;
  }
};

Result<Module> load_module(const CudaParts& parts) {
  if (open_library(parts.driver) == nullptr) {
    return fail("there is no NVIDIA driver (" + parts.driver + " cannot be loaded)", where,
                "install NVIDIA's driver for CUDA 13, version 580 or newer, or compute on the CPU");
  }
  std::error_code ignored;
  if (!fs::exists(parts.module, ignored)) {
    return fail("the CUDA module is not built (" + parts.module.string() + " is not there)", where,
                "run scripts/setup.sh --cuda, then build again");
  }
  if (open_library(parts.torch_cuda.string()) == nullptr) {
    return fail("libtorch's CUDA libraries are not installed (" + loading_error() + ")", where,
                "run scripts/setup.sh --cuda");
  }
  void* library = open_library(parts.module.string());
  if (library == nullptr) {
    return fail("the CUDA module cannot be loaded (" + loading_error() + ")", parts.module.string(),
                "build it again with the libtorch that is installed");
  }
  const char* const hint = "build the program and the module together";
  auto* const abi = find<CudaAbiFunction>(library, "rotorscope_cuda_abi");
  auto* const torch_version = find<CudaTorchVersionFunction>(library, "rotorscope_cuda_torch_version");
  const Module module{find<CudaCountFunction>(library, "rotorscope_cuda_count"),
                      find<CudaGpuFunction>(library, "rotorscope_cuda_gpu"),
                      find<CudaRecordFunction>(library, "rotorscope_cuda_record"),
                      find<CudaReplayFunction>(library, "rotorscope_cuda_replay"),
                      find<CudaReleaseFunction>(library, "rotorscope_cuda_release")};
  if (abi == nullptr) {
    return fail("the file is not Rotorscope's CUDA module", parts.module.string(), hint);
  }
  if (abi() != cuda_module_abi) {
    return fail("the CUDA module has interface " + std::to_string(abi()) + ", this program needs " +
                    std::to_string(cuda_module_abi),
                parts.module.string(), hint);
  }
  if (torch_version == nullptr || !module.is_whole()) {
    return fail("the CUDA module is not whole", parts.module.string(), hint);
  }
  if (std::strcmp(torch_version(), TORCH_VERSION) != 0) {
    return fail(std::string("the CUDA module was built with libtorch ") + torch_version() + ", this program with " +
                    TORCH_VERSION,
                parts.module.string(), hint);
  }
  return module;
}

Result<std::vector<Gpu>> list(const Module& module) {
  char reason[512] = "";
  const int count = module.count(reason, sizeof reason);
  if (count <= 0) {
    return fail(count < 0 ? std::string("CUDA finds no GPU: ") + reason : "there is no NVIDIA GPU", where,
                "look at what nvidia-smi says, or compute on the CPU");
  }
  std::vector<Gpu> found;
  for (int index = 0; index < count; ++index) {
    Gpu gpu;
    gpu.index = index;
    CudaGpu raw{};
    if (module.gpu(index, &raw, reason, sizeof reason) != 0) {
      gpu.name = "NVIDIA GPU";
      gpu.reason = std::string("CUDA cannot use it: ") + reason;
      found.push_back(std::move(gpu));
      continue;
    }
    gpu.name = raw.name;
    gpu.memory_bytes = raw.memory_bytes;
    gpu.memory_free_bytes = raw.memory_free_bytes;
    gpu.compute_capability = std::to_string(raw.major) + "." + std::to_string(raw.minor);
    if (raw.major < oldest_major) {
      gpu.reason = "its compute capability is " + gpu.compute_capability + ", and " + std::to_string(oldest_major) +
                   ".0 is the lowest that is supported";
    }
    found.push_back(std::move(gpu));
  }
  return found;
}

/// What a module recorded.
class ModuleGraph final : public LaunchGraph {
 public:
  ModuleGraph(const Module& module, void* graph) : module_(module), graph_(graph) {}
  ~ModuleGraph() override { module_.release(graph_); }
  void replay() override {
    char reason[512] = "";
    if (module_.replay(graph_, reason, sizeof reason) != 0) {
      throw std::runtime_error(std::string("what was recorded for the GPU cannot be started: ") + reason);
    }
  }

 private:
  Module module_;
  void* graph_;
};

GraphRecorder recorder_of(const Module& module) {
  return [module](const std::function<void()>& work) -> std::unique_ptr<LaunchGraph> {
    // The module's interface is plain C: what `work` throws waits here.
    struct Context {
      const std::function<void()>& work;
      std::exception_ptr thrown;
    } context{work, nullptr};
    void* graph = nullptr;
    char reason[512] = "";
    const int code = module.record(
        [](void* data) {
          auto* c = static_cast<Context*>(data);
          try {
            c->work();
            return 0;
          } catch (...) {
            c->thrown = std::current_exception();
            return 1;
          }
        },
        &context, &graph, reason, sizeof reason);
    if (context.thrown) std::rethrow_exception(context.thrown);
    if (code != 0) throw std::runtime_error(reason);
    return std::make_unique<ModuleGraph>(module, graph);
  };
}

/// The standard module, once it was asked for; guarded by `mutex`.
struct Loaded {
  std::mutex mutex;
  std::optional<Result<Module>> module;
};

Loaded& loaded() {
  static Loaded one;
  return one;
}

}  // namespace

CudaParts CudaParts::standard() {
  CudaParts parts;
  parts.torch_cuda = folder_of_loaded("libtorch_cpu.so") / "libtorch_cuda.so";
  const char* named = std::getenv("ROTORSCOPE_CUDA_MODULE");
  if (named != nullptr && *named != '\0') {
    parts.module = named;
  } else {
    std::error_code ignored;
    parts.module = fs::read_symlink("/proc/self/exe", ignored).parent_path() / "librotorscope_cuda.so";
  }
  return parts;
}

Result<std::vector<Gpu>> load_gpus(const CudaParts& parts) {
  ROTOR_TRY(const Module module, load_module(parts));
  return list(module);
}

Result<std::vector<Gpu>> gpus() {
  if (!has_nvidia_driver()) {
    return fail("there is no NVIDIA GPU with a driver here (/dev/nvidiactl is missing)", where,
                "where there is a GPU, install NVIDIA's driver for CUDA 13, version 580 or newer");
  }
  Loaded& known = loaded();
  const std::lock_guard lock(known.mutex);
  if (!known.module) known.module = load_module(CudaParts::standard());
  if (!*known.module) return tl::unexpected<Error>(known.module->error());
  return list(**known.module);
}

Result<GraphRecorder> load_graph_recorder(const CudaParts& parts) {
  ROTOR_TRY(const Module module, load_module(parts));
  return recorder_of(module);
}

GraphRecorder graph_recorder() {
  Loaded& known = loaded();
  const std::lock_guard lock(known.mutex);
  return known.module && *known.module ? recorder_of(**known.module) : GraphRecorder();
}

bool has_nvidia_driver() {
  std::error_code ignored;
  for (const char* path : {"/dev/nvidiactl", "/dev/dxg"}) {  // the second is what Windows' Linux has
    if (fs::exists(path, ignored)) return true;
  }
  return false;
}

}  // namespace rotorscope
