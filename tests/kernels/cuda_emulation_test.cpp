// The emulation must see the mistakes that it is there for: else the tests above it prove little.
#include "kernels/cuda/device.cuh"
#include "kernels/cuda/emulation/runtime.h"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>

namespace rotorscope::cuda {
namespace {

/// Each thread's index through shared memory to its mirror, with or without waiting in between.
struct Mirror {
  unsigned* out;
  bool waits;
};
void mirror(Mirror m) {
  auto* shared = reinterpret_cast<unsigned*>(shared_memory());
  shared[threadIdx.x] = threadIdx.x;
  if (m.waits) __syncthreads();
  m.out[blockIdx.x * blockDim.x + threadIdx.x] = shared[blockDim.x - 1 - threadIdx.x];
}
void divergent_barrier(int) {
  if (threadIdx.x != 3) __syncthreads();
}
void divergent_exchange(int) {
  if (threadIdx.x % 32 < 31) __shfl_xor_sync(all_lanes, 1.0F, 1);
}
void different_exchanges(int) {
  if (threadIdx.x % 2 == 0) {
    __syncwarp();
  } else {
    __shfl_xor_sync(all_lanes, 1.0F, 1);
  }
}
void write_too_far(unsigned offset) { shared_memory()[offset + threadIdx.x] = 1; }
void read_unset(float* out) { out[threadIdx.x] = reinterpret_cast<float*>(shared_memory())[threadIdx.x]; }

int run_mirror(std::vector<unsigned>& out, bool waits) {
  return launch(mirror, Launch{2, 64, 256}, nullptr, Mirror{out.data(), waits});
}

TEST(CudaEmulation, BarriersMakeWritesVisibleInAnyOrder) {
  for (const unsigned schedule : {0U, 1U, 2U, 3U, 4U}) {
    emulation::set_schedule(schedule);
    std::vector<unsigned> out(128);
    ASSERT_EQ(run_mirror(out, true), 0) << emulation::last_error();
    for (unsigned i = 0; i < 128; ++i) EXPECT_EQ(out[i], 63 - i % 64);
  }
}

TEST(CudaEmulation, AMissingBarrierShows) {
  for (const unsigned schedule : {0U, 1U, 2U}) {
    emulation::set_schedule(schedule);
    std::vector<unsigned> out(128);
    ASSERT_EQ(run_mirror(out, false), 0);
    EXPECT_THAT(out, testing::Contains(0xffffffffU)) << "poison is read where nothing was written yet";
  }
  emulation::set_schedule(2);
}

TEST(CudaEmulation, RefusesWhatWouldHangOrMixUp) {
  EXPECT_NE(launch(divergent_barrier, Launch{1, 64, 0}, nullptr, 0), 0);
  EXPECT_THAT(emulation::last_error(), testing::HasSubstr("not all threads reach"));
  EXPECT_NE(launch(divergent_exchange, Launch{1, 64, 0}, nullptr, 0), 0);
  EXPECT_THAT(emulation::last_error(), testing::HasSubstr("not all threads reach"));
  EXPECT_NE(launch(different_exchanges, Launch{1, 32, 0}, nullptr, 0), 0);
  EXPECT_THAT(emulation::last_error(), testing::HasSubstr("different exchanges"));
}

TEST(CudaEmulation, SeesSharedMemoryOverrun) {
  EXPECT_EQ(launch(write_too_far, Launch{1, 32, 64}, nullptr, 32U), 0);
  EXPECT_NE(launch(write_too_far, Launch{1, 32, 64}, nullptr, 33U), 0);
  EXPECT_THAT(emulation::last_error(), testing::HasSubstr("past the shared memory"));
}

TEST(CudaEmulation, SharedMemoryStartsAsNans) {
  std::vector<float> out(32, 0.0F);
  ASSERT_EQ(launch(read_unset, Launch{1, 32, 128}, nullptr, out.data()), 0);
  for (const float v : out) EXPECT_TRUE(std::isnan(v));
}

TEST(CudaEmulation, RefusesWhatADeviceWould) {
  EXPECT_NE(launch(read_unset, Launch{1, 2048, 128}, nullptr, static_cast<float*>(nullptr)), 0);
  EXPECT_NE(launch(read_unset, Launch{0, 32, 128}, nullptr, static_cast<float*>(nullptr)), 0);
  EXPECT_NE(launch(read_unset, Launch{1, 32, 300000}, nullptr, static_cast<float*>(nullptr)), 0);
}

}  // namespace
}  // namespace rotorscope::cuda
