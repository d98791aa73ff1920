// Why a GPU cannot be used is said in plain words, whatever part is missing or does not fit.
#include "kernels/cuda_module.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rotorscope {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Parts of which all are there: any library stands for the driver and for libtorch's.
CudaParts parts(const std::string& module) {
  CudaParts p;
  p.driver = "libm.so.6";
  p.torch_cuda = "libm.so.6";
  p.module = std::string(FAKE_MODULES) + "/libfake_cuda_" + module + ".so";
  return p;
}

std::string reason(const CudaParts& p) {
  const auto found = load_gpus(p);
  EXPECT_FALSE(found) << "an error was expected";
  return found ? "" : found.error().message();
}

TEST(CudaModule, ListsGpusAndWhichCanBeUsed) {
  const auto found = load_gpus(parts("good"));
  ASSERT_TRUE(found) << found.error().message();
  ASSERT_EQ(found->size(), 3U);
  EXPECT_EQ(found->at(0).name, "Fake 0");
  EXPECT_EQ(found->at(0).compute_capability, "9.0");
  EXPECT_EQ(found->at(0).memory_free_bytes, std::int64_t{79} << 30);
  EXPECT_THAT(found->at(0).reason, IsEmpty());
  EXPECT_THAT(found->at(1).reason, AllOf(HasSubstr("7.5"), HasSubstr("8.0")));
  EXPECT_THAT(found->at(2).reason, HasSubstr("busy"));
}

TEST(CudaModule, SaysThatThereIsNoDriver) {
  CudaParts p = parts("good");
  p.driver = "libno_such_driver.so.1";
  EXPECT_THAT(reason(p), AllOf(HasSubstr("no NVIDIA driver"), HasSubstr("libno_such_driver.so.1")));
}

TEST(CudaModule, SaysThatTheModuleIsNotBuilt) {
  EXPECT_THAT(reason(parts("absent")), AllOf(HasSubstr("not built"), HasSubstr("setup.sh --cuda")));
}

TEST(CudaModule, SaysThatLibtorchsCudaLibrariesAreMissing) {
  CudaParts p = parts("good");
  p.torch_cuda = "/no/such/libtorch_cuda.so";
  EXPECT_THAT(reason(p), AllOf(HasSubstr("CUDA libraries are not installed"), HasSubstr("setup.sh --cuda")));
}

TEST(CudaModule, RefusesAnotherInterface) {
  EXPECT_THAT(reason(parts("other_abi")), AllOf(HasSubstr("interface 77"), HasSubstr("libfake_cuda_other_abi.so")));
}

TEST(CudaModule, RefusesAnotherLibtorch) {
  EXPECT_THAT(reason(parts("other_torch")), AllOf(HasSubstr("libtorch 1.4.0"), HasSubstr("build")));
}

TEST(CudaModule, RefusesAFileThatIsNoModule) {
  CudaParts p = parts("good");
  p.module = std::string(FAKE_MODULES) + "/libfake_cuda_nothing.so";
  EXPECT_THAT(reason(p), HasSubstr("not Rotorscope's CUDA module"));
}

TEST(CudaModule, SaysWhyThereIsNoGpu) {
  EXPECT_THAT(reason(parts("no_gpu")), HasSubstr("there is no NVIDIA GPU"));
  EXPECT_THAT(reason(parts("old_driver")), HasSubstr("the driver is too old"));
}

TEST(CudaModule, RecordsAndReplays) {
  const auto record = load_graph_recorder(parts("good"));
  ASSERT_TRUE(record) << record.error().message();
  int calls = 0;
  const auto graph = (*record)([&] { ++calls; });
  EXPECT_EQ(calls, 2) << "once to warm up, once to record";
  graph->replay();
  graph->replay();
  EXPECT_EQ(calls, 2);
  try {
    graph->replay();
    FAIL() << "an exception was expected";
  } catch (const std::runtime_error& problem) {
    EXPECT_THAT(problem.what(), HasSubstr("the GPU is gone"));
  }
}

TEST(CudaModule, WhatTheRecordedWorkThrowsComesBack) {
  const auto record = load_graph_recorder(parts("good"));
  ASSERT_TRUE(record) << record.error().message();
  EXPECT_THROW((*record)([] { throw std::out_of_range("here"); }), std::out_of_range);
  EXPECT_FALSE(load_graph_recorder(parts("absent")));
}

TEST(CudaModule, TakesTheModuleThatTheEnvironmentNames) {
  ASSERT_EQ(setenv("ROTORSCOPE_CUDA_MODULE", "/elsewhere/module.so", 1), 0);
  EXPECT_EQ(CudaParts::standard().module, "/elsewhere/module.so");
  ASSERT_EQ(unsetenv("ROTORSCOPE_CUDA_MODULE"), 0);
  EXPECT_EQ(CudaParts::standard().module,
            std::filesystem::canonical("/proc/self/exe").parent_path() / "librotorscope_cuda.so");
}

TEST(CudaModule, NeedsNoModuleWhereThereIsNoDriver) {
  if (has_nvidia_driver()) GTEST_SKIP() << "there is an NVIDIA driver here";
  const auto found = gpus();
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message(), HasSubstr("no NVIDIA GPU"));
  EXPECT_EQ(dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_NOLOAD), nullptr) << "looking must not load 500 MB";
}

}  // namespace
}  // namespace rotorscope
