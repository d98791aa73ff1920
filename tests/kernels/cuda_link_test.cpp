// The real library links without torch, and refuses bad arguments on machines without a GPU too.
#include "kernels/cuda/launch.h"

#include <gtest/gtest.h>

namespace rotorscope::cuda {
namespace {

TEST(CudaLibrary, RefusesBadArgumentsWithoutAGpu) {
  float x[16] = {};
  EXPECT_EQ(hadamard(x, x, Scalar::f32, 1, 1, {nullptr, 1, 3}, false, nullptr), 1);
  EXPECT_EQ(fake_quantize(x, x, Scalar::f32, 1, 16, {9, false, false, 1.0}, false, nullptr), 1);
  EXPECT_EQ(hadamard_quantize(x, x, Scalar::f32, 1, 1, {nullptr, 1, 16}, 5, {}, false, nullptr), 1);
  EXPECT_EQ(channel_moments(x, Scalar::f32, 0, 4, x, nullptr, nullptr, nullptr), 1);
  EXPECT_EQ(channel_moments_scratch_bytes(128, 4), 7 * 4 * 8);
}

}  // namespace
}  // namespace rotorscope::cuda
