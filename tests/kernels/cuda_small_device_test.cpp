// Devices whose blocks have 99 KiB of shared memory give what larger ones do, in smaller tiles and halves of rows.
#include "kernels/cuda/emulation/runtime.h"
#include "tests/kernels/cuda_hadamard_cases.h"

namespace rotorscope::cuda {
namespace {

constexpr DeviceLimits small{84, 101376, 102400};

class CudaSmallDevice : public ::testing::Test {
 protected:
  void TearDown() override { emulation::set_device_limits({}); }
};

std::vector<float> transformed(const std::vector<float>& x, const Matrix& m, const DeviceLimits& device, bool in_place,
                               bool transpose) {
  emulation::set_device_limits(device);
  const auto rows = static_cast<std::int64_t>(x.size()) / m.order();
  const Values from(x, Scalar::f32), apart(x, Scalar::f32);
  const Values& to = in_place ? from : apart;
  EXPECT_EQ(hadamard(from.data(), to.data(), Scalar::f32, rows, 1, m.on_device(), transpose, nullptr), 0);
  EXPECT_TRUE(from.intact() && apart.intact());
  return to.read();
}

TEST_F(CudaSmallDevice, HoldsTheLongestBase) {
  const Matrix m(148, 128);
  const std::vector<float> x = activations(1, m.order(), 41);
  EXPECT_EQ(transformed(x, m, small, true, true), transformed(x, m, {}, true, true));
}

TEST_F(CudaSmallDevice, FoldsAPowerOfTwoThatDoesNotFit) {
  const Matrix m(1, 32768);
  const std::vector<float> x = activations(1, m.order(), 42);
  const std::vector<float> expected = transformed(x, m, {}, true, false);
  for (const bool in_place : {false, true}) {
    const std::vector<float> got = transformed(x, m, small, in_place, false);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(got[i], expected[i], 6e-6F * largest_magnitude(x)) << "value " << i;
    }
  }
}

TEST_F(CudaSmallDevice, RefusesAGridARowThatDoesNotFit) {
  emulation::set_device_limits(small);
  const Values x(std::vector<float>(32768, 1.0F), Scalar::f32);
  EXPECT_EQ(hadamard_quantize(x.data(), x.data(), Scalar::f32, 1, 1, {nullptr, 1, 32768}, 0, {}, false, nullptr), 1);
  EXPECT_EQ(x.read(), std::vector<float>(32768, 1.0F)) << "nothing was queued";
}

}  // namespace
}  // namespace rotorscope::cuda
