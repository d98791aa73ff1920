// Tests that compare a GPU with the CPU; they skip, with the reason, where there is no GPU.
#pragma once

#include "core/pipeline/runtime.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace rotorscope::testing {

class OnGpu : public ::testing::Test {
 protected:
  void SetUp() override {
    NoProgress silent;
    RuntimeOptions runtime;
    runtime.device = "cuda:0";
    const auto device = working_device(runtime, silent);
    if (!device) GTEST_SKIP() << device.error().message();
    device_ = *device;
  }
  /// The largest difference, as a fraction of the largest expected value.
  static double apart(const at::Tensor& on_gpu, const at::Tensor& expected) {
    const at::Tensor e = expected.to(at::kDouble);
    return ((on_gpu.cpu().to(at::kDouble) - e).abs().max() / e.abs().max().clamp_min(1e-30)).item<double>();
  }
  at::Device device_ = at::kCPU;
};

/// Two results in x's type may differ by its rounding.
inline double tolerance(at::ScalarType type) {
  return type == at::kBFloat16 ? 1.0 / 128 : type == at::kHalf ? 1.0 / 1024 : 2e-6;
}

}  // namespace rotorscope::testing
