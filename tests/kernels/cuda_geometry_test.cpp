// Which kernel serves which call, for shapes and devices that the emulation is too slow or too small to run.
#include "kernels/cuda/geometry.h"

#include <limits>
#include <utility>

#include <gtest/gtest.h>

namespace rotorscope::cuda {
namespace {

constexpr DeviceLimits h100{}, a100{108, 166912, 167936}, rtx{84, 101376, 102400};

/// An address that plans look at and nothing reads.
const void* at(std::uintptr_t address) { return reinterpret_cast<const void*>(address); }

RowCall call_of(std::int64_t K, std::int64_t power, std::int64_t rows, Scalar type) {
  static const float sign = 1.0F;
  const Hadamard h{K > 1 ? &sign : nullptr, K, power};
  return {.x = at(4096), .y = at(8192), .type = type, .rows = rows, .blocks = 1, .h = h};
}

/// What every plan owes to the kernels and the device.
void expect_sound(const RowPlan& plan, const RowCall& call, const DeviceLimits& device) {
  ASSERT_EQ(plan.status, 0);
  const std::int64_t values = call.rows * call.blocks * call.h.K * call.h.power;
  EXPECT_GT(plan.launch.grid, 0U);
  EXPECT_LE(plan.launch.grid, static_cast<unsigned>(std::numeric_limits<int>::max()));
  EXPECT_EQ(plan.launch.threads % warp_lanes, 0U);
  EXPECT_LE(plan.launch.shared_bytes, static_cast<unsigned>(device.shared_per_block));
  if (plan.direct) return;
  EXPECT_LE(plan.launch.threads, static_cast<unsigned>(most_threads(plan.bucket)));
  EXPECT_EQ(plan.tile_values % 8, 0) << "whole vectors";
  EXPECT_EQ(plan.tile_values % (call.h.K * call.h.power), 0) << "whole Hadamard blocks";
  if (call.rounds) {
    EXPECT_EQ(plan.tile_values, plan.groups * plan.group) << "whole groups";
  }
  EXPECT_GE(plan.launch.shared_bytes, 4U * static_cast<unsigned>(plan.tile_values));
  EXPECT_LT((static_cast<std::int64_t>(plan.launch.grid) - 1) * plan.tile_values, values) << "no block without work";
}

TEST(CudaGeometry, ServesTheOrdersOfRealModelsOnEveryDevice) {
  constexpr std::int64_t orders[][2] = {{1, 64},    {1, 128},  {36, 16},   {12, 128},  {76, 64},   {172, 64},
                                        {108, 128}, {28, 512}, {148, 128}, {1, 16384}, {140, 128}, {60, 256}};
  for (const DeviceLimits& device : {h100, a100, rtx}) {
    for (const auto& [K, power] : orders) {
      for (const Scalar type : {Scalar::f32, Scalar::f16, Scalar::bf16}) {
        for (const std::int64_t rows : {std::int64_t{1}, std::int64_t{7}, std::int64_t{1} << 20}) {
          RowCall call = call_of(K, power, rows, type);
          expect_sound(plan_rows(call, device), call, device);
          call.rounds = true;
          for (const bool error : {false, true}) {
            call.error = error;
            for (const std::int64_t group : {std::int64_t{0}, std::int64_t{16}}) {
              call.group = K * power % 16 == 0 ? group : 0;
              SCOPED_TRACE(testing::Message() << K << " × " << power << ", " << rows << " rows, group " << group);
              expect_sound(plan_rows(call, device), call, device);
            }
          }
        }
      }
    }
  }
}

TEST(CudaGeometry, TakesMoreValuesThan32BitsCount) {
  const RowCall call = call_of(1, 4096, std::int64_t{1} << 31, Scalar::bf16);
  const RowPlan plan = plan_rows(call, h100);
  ASSERT_EQ(plan.status, 0);
  EXPECT_EQ(plan.launch.grid, static_cast<unsigned>(std::numeric_limits<int>::max())) << "blocks walk over the rest";
  const RoundPlan rounds = plan_rounding(at(4096), at(4096), Scalar::bf16, std::int64_t{1} << 40, 4096);
  EXPECT_EQ(rounds.status, 0);
  EXPECT_EQ(rounds.launch.grid, static_cast<unsigned>(std::numeric_limits<int>::max()));
  const MomentPlan moments = plan_moments(at(4096), Scalar::bf16, std::int64_t{1} << 33, 4096);
  EXPECT_EQ(moments.status, 0);
  EXPECT_GE(moments.slices * moments.slice_tokens, std::int64_t{1} << 33);
  EXPECT_LE(moments.slice_tokens, 4096) << "a slice's histogram counts in 32 bits";
}

TEST(CudaGeometry, RefusesSizesThatOverflow) {
  constexpr std::int64_t huge = std::int64_t{1} << 62;
  EXPECT_EQ(plan_rows(call_of(1, 4096, huge, Scalar::f32), h100).status, invalid_value);
  EXPECT_EQ(plan_rows(call_of(12, huge, 1, Scalar::f32), h100).status, invalid_value);
  RowCall blocks = call_of(12, 64, 1, Scalar::f32);
  blocks.blocks = huge;
  EXPECT_EQ(plan_rows(blocks, h100).status, invalid_value);
  EXPECT_EQ(plan_rounding(at(4096), at(4096), Scalar::f32, 1, huge).status, invalid_value);
  EXPECT_EQ(plan_rounding(at(4096), at(4096), Scalar::f32, huge, 4096).status, invalid_value);
  EXPECT_EQ(plan_moments(at(4096), Scalar::f32, huge, 64).status, invalid_value);
  // 232 · 128 values with their error need more shared memory than an RTX has, not than an H100 has
  RowCall large = call_of(232, 128, 8, Scalar::f32);
  large.rounds = large.error = true;
  EXPECT_EQ(plan_rows(large, h100).status, 0);
  EXPECT_EQ(plan_rows(large, rtx).status, invalid_value);
}

TEST(CudaGeometry, UsesVectorsWhereAllRowsAreAlignedOnly) {
  RowCall call = call_of(36, 16, 3, Scalar::bf16);
  EXPECT_TRUE(plan_rows(call, h100).vectorized);
  call.y = at(8200);
  EXPECT_FALSE(plan_rows(call, h100).vectorized);
  EXPECT_FALSE(plan_rows(call_of(12, 1, 3, Scalar::bf16), h100).vectorized) << "12 values are no whole vectors";
  EXPECT_TRUE(plan_rows(call_of(12, 1, 3, Scalar::f32), h100).vectorized);
  EXPECT_TRUE(plan_rounding(at(4096), at(4096), Scalar::f32, 3, 1024).vectorized);
  EXPECT_FALSE(plan_rounding(at(4096), at(4100), Scalar::f32, 3, 1024).vectorized);
  EXPECT_FALSE(plan_rounding(at(4096), at(4096), Scalar::f16, 3, 1020).vectorized);
  EXPECT_TRUE(plan_moments(at(4104), Scalar::f16, 3, 1020).vectorized);
  EXPECT_FALSE(plan_moments(at(4104), Scalar::f32, 3, 1020).vectorized);
}

/// A power of two that shared memory does not hold is done by halves; with a base or a rounding there is no such way.
TEST(CudaGeometry, FoldsLongPowersOfTwo) {
  for (const auto& [device, power] : {std::pair{h100, 65536}, {rtx, 32768}}) {
    const RowCall call = call_of(1, power, 3, Scalar::bf16);
    const RowPlan plan = plan_rows(call, device);
    ASSERT_EQ(plan.status, 0);
    EXPECT_TRUE(plan.folded);
    EXPECT_EQ(plan.tile_values, power / 2);
    EXPECT_LE(plan.launch.shared_bytes, static_cast<unsigned>(device.shared_per_block));
    EXPECT_EQ(plan.launch.grid, 6U);
    RowCall rounding = call;
    rounding.rounds = true;
    EXPECT_EQ(plan_rows(rounding, device).status, invalid_value);
    EXPECT_FALSE(plan_rows(call_of(1, power / 2, 3, Scalar::bf16), device).folded);
    EXPECT_EQ(plan_rows(call_of(1, power * 2, 3, Scalar::bf16), device).status, invalid_value);
  }
}

/// Every value of a row has a place in some thread's registers, or the row is read twice.
TEST(CudaGeometry, HoldsWholeRows) {
  for (const Scalar type : {Scalar::f32, Scalar::f16, Scalar::bf16}) {
    for (const std::int64_t columns :
         {1, 7, 32, 64, 100, 128, 513, 1024, 1032, 4096, 14336, 16384, 32768, 65536, 65544}) {
      const RoundPlan plan = plan_rounding(at(4096), at(4096), type, 10, columns);
      ASSERT_EQ(plan.status, 0);
      const std::int64_t vectors = plan.vectorized ? columns / vector_of(type) : columns;
      const std::int64_t lanes = plan.whole_block ? plan.launch.threads : static_cast<unsigned>(plan.team);
      if (plan.held > 0) {
        EXPECT_GE(lanes * plan.held, vectors) << columns;
      } else {
        EXPECT_TRUE(plan.whole_block);
      }
      EXPECT_LE(plan.launch.threads, 1024U);
      EXPECT_LE(plan.team, warp_lanes);
      EXPECT_EQ(warp_lanes % plan.team, 0);
    }
  }
}

}  // namespace
}  // namespace rotorscope::cuda
