// Q(x · H) and its error turned back, in one kernel, against the CPU's loops.
//
// A value that lies halfway between two levels may fall to either side when sums are taken in another order. So rounded
// values are compared value by value but for a few that may be one level off, errors by the norm of what differs.
#include "tests/kernels/cuda_hadamard_cases.h"

namespace rotorscope::cuda {
namespace {

struct RoundedCase {
  RowCase rows;
  std::int64_t group;
  RowGrid grid;
};

std::vector<float> by_kernel(const std::vector<float>& x, const RoundedCase& c, const Matrix& m, bool error,
                             bool in_place, std::size_t shift) {
  const Scalar type = c.rows.type;
  const Values in(x, type, shift);
  const Values out(std::vector<float>(x.size(), -7.0F), type, shift);
  const Values& target = in_place ? in : out;
  EXPECT_EQ(hadamard_quantize(in.data(), target.data(), type, c.rows.rows, c.rows.blocks, m.on_device(), c.group,
                              c.grid, error, nullptr),
            0);
  EXPECT_EQ(finish(), 0);
  EXPECT_TRUE(in.intact() && out.intact()) << "a write outside of the rows";
  return target.read();
}

std::vector<float> by_cpu(const std::vector<float>& x, const RoundedCase& c, const Matrix& m, bool rounds, bool error) {
  const std::int64_t width = c.rows.blocks * m.order();
  const cpu::HadamardRows forward = m.on_host(false), backward = m.on_host(true);
  cpu::RowOperation operation;
  operation.forward = &forward;
  operation.backward = error ? &backward : nullptr;
  operation.quantize = rounds;
  operation.error = error;
  operation.group = c.group > 0 ? c.group : width;
  operation.grid = c.grid;
  std::vector<float> y = as_stored(x, c.rows.type);
  cpu::apply_rows(operation, y.data(), y.data(), cpu::Scalar::f32, 0, c.rows.rows, width);
  return y;
}

class CudaHadamardQuantize : public DeviceTest, public ::testing::WithParamInterface<RoundedCase> {};

TEST_P(CudaHadamardQuantize, EqualsTheLoops) {
  const RoundedCase& c = GetParam();
  const Scalar type = c.rows.type;
  const Matrix m(c.rows.K, c.rows.power);
  ASSERT_TRUE(m.exists());
  const std::int64_t width = c.rows.blocks * m.order();
  const std::int64_t group = c.group > 0 ? c.group : width;
  std::vector<float> x = activations(c.rows.rows, width, 21);
  std::fill(x.begin(), x.begin() + width, 0.0F);  // one row of zeros

  const std::vector<float> rotated = by_cpu(x, c, m, false, false);
  const std::vector<float> expected = by_cpu(x, c, m, true, false);
  const std::vector<float> got = by_kernel(x, c, m, false, true, 0);
  std::size_t other_levels = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const auto start = static_cast<std::ptrdiff_t>(i) / group * group;
    const float scale = cpu::fit_row(rotated.data() + start, group, c.grid).scale;
    const float near = 1e-5F * largest_magnitude(expected) + last_place(type) * std::fabs(expected[i]);
    const float difference = std::fabs(got[i] - expected[i]);
    if (difference <= near) continue;
    ++other_levels;
    ASSERT_LE(difference, 1.01F * scale + near) << "value " << i << " is more than a level off";
  }
  EXPECT_LE(other_levels, 2 + got.size() / 2000);
  EXPECT_EQ(std::count(got.begin(), got.begin() + width, 0.0F), width) << "zeros stay zeros";

  const std::vector<float> expected_error = by_cpu(x, c, m, true, true);
  const std::vector<float> error = by_kernel(x, c, m, true, false, 0);
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < error.size(); ++i) {
    difference += std::pow(static_cast<double>(error[i]) - expected_error[i], 2);
    norm += std::pow(static_cast<double>(expected_error[i]), 2);
  }
  EXPECT_LE(std::sqrt(difference), (0.02 + last_place(type)) * std::sqrt(norm));
  EXPECT_GT(norm, 0.0);
}

std::string rounded_name(const ::testing::TestParamInfo<RoundedCase>& info) {
  const RoundedCase& c = info.param;
  return (std::ostringstream() << c.rows << "_in_" << c.group << (c.grid.symmetric ? "_symmetric" : "")).str();
}

const RowGrid four_bits{4, false, true, 1.0}, symmetric{4, true, false, 0.9}, eight_bits{8, false, false, 1.0};

INSTANTIATE_TEST_SUITE_P(
    Orders, CudaHadamardQuantize,
    ::testing::Values(RoundedCase{{1, 64, 33, 3, Scalar::bf16}, 64, four_bits},     // a head, a grid
                      RoundedCase{{1, 128, 9, 4, Scalar::f16}, 128, symmetric},     //
                      RoundedCase{{1, 64, 7, 6, Scalar::f32}, 96, four_bits},       // groups across blocks
                      RoundedCase{{1, 64, 7, 6, Scalar::f32}, 0, four_bits},        // a grid a row of heads
                      RoundedCase{{1, 2048, 3, 1, Scalar::f32}, 0, symmetric},      //
                      RoundedCase{{1, 4096, 3, 1, Scalar::bf16}, 128, eight_bits},  //
                      RoundedCase{{36, 16, 5, 1, Scalar::f32}, 0, four_bits},       //
                      RoundedCase{{36, 16, 5, 1, Scalar::bf16}, 12, symmetric},     // groups that split vectors
                      RoundedCase{{12, 1, 5, 3, Scalar::f16}, 9, eight_bits},       // nothing aligned
                      RoundedCase{{12, 128, 4, 1, Scalar::f16}, 0, four_bits},      //
                      RoundedCase{{76, 64, 2, 1, Scalar::bf16}, 0, four_bits},      //
                      RoundedCase{{172, 64, 2, 1, Scalar::bf16}, 0, four_bits},     //
                      RoundedCase{{108, 128, 2, 1, Scalar::f32}, 128, symmetric},   //
                      RoundedCase{{28, 512, 2, 1, Scalar::f16}, 0, four_bits},      //
                      RoundedCase{{28, 512, 2, 1, Scalar::f32}, 0, symmetric},      //
                      RoundedCase{{196, 4, 3, 1, Scalar::f32}, 0, four_bits},       // all warps together
                      RoundedCase{{180, 2, 3, 1, Scalar::f16}, 36, four_bits}),
    rounded_name);

using CudaHadamardQuantizeRows = DeviceTest;

TEST_F(CudaHadamardQuantizeRows, MayLieAnywhere) {
  const RoundedCase c{{12, 64, 5, 1, Scalar::bf16}, 0, four_bits};
  const Matrix m(c.rows.K, c.rows.power);
  const std::vector<float> x = activations(5, m.order(), 22);
  EXPECT_EQ(by_kernel(x, c, m, false, false, 1), by_kernel(x, c, m, false, true, 0));
  EXPECT_EQ(by_kernel(x, c, m, true, true, 3), by_kernel(x, c, m, true, false, 0));
}

TEST_F(CudaHadamardQuantizeRows, RefuseWhatNoKernelServes) {
  const Values x(std::vector<float>(192, 1.0F), Scalar::f32);
  const auto status = [&](std::int64_t group, const RowGrid& grid) {
    return hadamard_quantize(x.data(), x.data(), Scalar::f32, 1, 3, {nullptr, 1, 64}, group, grid, false, nullptr);
  };
  EXPECT_EQ(status(100, {}), 1) << "does not divide the row";
  EXPECT_EQ(status(-64, {}), 1);
  EXPECT_EQ(status(0, {9, false, true, 1.0}), 1);
  EXPECT_EQ(status(0, {4, false, true, 0.0}), 1);
  EXPECT_EQ(x.read(), std::vector<float>(192, 1.0F)) << "nothing was queued";
}

}  // namespace
}  // namespace rotorscope::cuda
