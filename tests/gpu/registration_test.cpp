// The CUDA module loads and registers every operator; needs libtorch's CUDA libraries, but no GPU.
#include "kernels/cuda/module/entry_points.h"
#include "kernels/operators.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <dlfcn.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

bool has_cuda(const char* name) {
  return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").hasKernelForDispatchKey(c10::DispatchKey::CUDA);
}

TEST(CudaRegistration, CoversEveryOperator) {
  static_cast<void>(hadamard(at::ones({1, 2}), HadamardMatrix{{}, 2}));  // the schemas come with the program
  EXPECT_FALSE(has_cuda("rotorscope::hadamard"));
  if (dlopen(TORCH_CUDA_LIBRARY, RTLD_NOW | RTLD_GLOBAL) == nullptr) GTEST_SKIP() << dlerror();
  void* module = dlopen(CUDA_MODULE, RTLD_NOW);
  ASSERT_NE(module, nullptr) << dlerror();
  for (const char* name :
       {"hadamard", "fake_quantize", "quantize_error", "hadamard_quantize", "hadamard_error", "channel_statistics"}) {
    EXPECT_TRUE(has_cuda((std::string("rotorscope::") + name).c_str())) << name;
  }
  for (const char* name :
       {"rotorscope_cuda_abi", "rotorscope_cuda_torch_version", "rotorscope_cuda_count", "rotorscope_cuda_gpu"}) {
    EXPECT_NE(dlsym(module, name), nullptr) << name;
  }
  EXPECT_EQ(reinterpret_cast<CudaAbiFunction*>(dlsym(module, "rotorscope_cuda_abi"))(), cuda_module_abi);
  // Without a GPU the count says so; with one it counts.
  char reason[256] = "";
  auto* const count = reinterpret_cast<CudaCountFunction*>(dlsym(module, "rotorscope_cuda_count"));
  const int gpus = count(reason, sizeof reason);
  if (gpus < 0) {
    EXPECT_NE(std::string(reason), "");
  }
  if (gpus <= 0) {
    EXPECT_THROW(hadamard(at::ones({1, 2}, at::kCUDA), HadamardMatrix{{}, 2}), c10::Error);
  }
}

}  // namespace
}  // namespace rotorscope
